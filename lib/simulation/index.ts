// Needs: contracts, random, ranking
// Packages: none
export { createShop } from "./shop";
export { customerHistory, customerHistories } from "./history";
