"""Records what SciPy and statsmodels answer about experiments, for test/lib/evaluation/experiments-*.test.ts.

Run once, by hand, in a Python environment of its own (the kit's tests need only the JSON it writes):
    pip install scipy==1.17.1 statsmodels==0.15.0 numpy==2.4.6
    python experiments.py > experiments.json

All random inputs are written into the JSON beside the answers.
"""
import json
import sys
from importlib.metadata import version

import numpy as np
import statsmodels.api as sm
from scipy import integrate, special, stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import (
    confint_proportions_2indep, power_proportions_2indep, proportion_confint, proportions_ztest)

rng = np.random.default_rng(20261122)
out = {"versions": {name: version(name) for name in ("scipy", "statsmodels", "numpy")}}

# Special functions: [arguments..., answer].
out["normalCdf"] = [[z, stats.norm.cdf(z)] for z in (-37, -20, -8, -3, -1.5, -1e-3, 0, 0.4, 1.2, 1.3, 3, 6)]
out["normalQuantile"] = [[p, stats.norm.ppf(p)] for p in (1e-300, 1e-20, 1e-6, 0.025, 0.3, 0.5, 0.8, 0.975, 0.999999)]
out["studentCritical"] = [[p, v, stats.t.isf(p / 2, v)] for p in (1e-8, 0.001, 0.05, 0.5, 0.99) for v in (1, 2.5, 17, 1e5)]
out["chiSquareTail"] = [[x, v, stats.chi2.sf(x, v)] for x in (1e-3, 0.5, 3.84, 30, 500) for v in (1, 2, 7, 400)]
out["beta"] = [[x, a, b, special.betainc(a, b, x)]
               for a, b in ((0.5, 0.5), (1, 3), (12, 300), (4000, 90000)) for x in (1e-4, 0.04, 0.0425, 0.5, 0.97)]
out["betaQuantile"] = [[p, a, b, stats.beta.ppf(p, a, b)]
                       for a, b in ((0.5, 0.5), (1, 3), (12, 300), (4000, 90000)) for p in (1e-6, 0.025, 0.5, 0.975)]

# Sample ratio.
out["sampleRatio"] = []
for counts, weights in (([5012, 4988], [1, 1]), ([5200, 4800], [1, 1]), ([900, 1050, 8100], [0.1, 0.1, 0.8])):
    expected = np.array(weights) / sum(weights) * sum(counts)
    chi, p = stats.chisquare(counts, expected)
    out["sampleRatio"].append({"counts": counts, "weights": weights, "chiSquare": chi, "p": p})

# Two proportions.
out["proportions"] = []
for xa, na, xb, nb in ((200, 4000, 260, 4100), (3, 900, 0, 850), (56, 70, 48, 80), (10, 10, 7, 12)):
    z, p = proportions_ztest([xb, xa], [nb, na])
    low, high = confint_proportions_2indep(xb, nb, xa, na, method="newcomb", alpha=0.05)
    wilson = proportion_confint(xa, na, method="wilson")
    out["proportions"].append({"control": [xa, na], "treatment": [xb, nb], "z": z, "p": p, "low": low, "high": high,
                               "wilson": list(wilson)})

# Welch.
a, b = rng.gamma(0.7, 30, 60), rng.gamma(0.7, 45, 43)
t = stats.ttest_ind(b, a, equal_var=False)
ci = t.confidence_interval(0.95)
out["welch"] = {"a": a.tolist(), "b": b.tolist(), "t": t.statistic, "df": t.df, "p": t.pvalue,
                "low": ci.low, "high": ci.high}

# Ratio of sums: weighted least squares of x / y on a constant with weights y has Σx / Σy as its answer, and the HC1
# sandwich is the delta method's variance.
views = rng.poisson(6, 200) + 1
clicks = rng.binomial(views, rng.beta(2, 8, 200))
fit = sm.WLS(clicks / views, np.ones(200), weights=views).fit(cov_type="HC1")
out["ratio"] = {"clicks": clicks.tolist(), "views": views.tolist(), "value": fit.params[0], "se": fit.bse[0]}

# CUPED: the arm's coefficient in a regression on arm and covariates.
n = 80
arm = np.repeat([0, 1], [45, 35])
x = rng.normal(50, 12, n)
w = rng.exponential(3, n)
y = 0.8 * x - 2 * w + 3 * arm + rng.normal(0, 6, n)
ols = sm.OLS(y, np.column_stack([np.ones(n), arm, x, w])).fit()
one = sm.OLS(y, np.column_stack([np.ones(n), arm, x])).fit()
out["cuped"] = {"arm": arm.tolist(), "x": x.tolist(), "w": w.tolist(), "y": y.tolist(),
                "one": {"difference": one.params[1], "coefficients": one.params[2:].tolist()},
                "two": {"difference": ols.params[1], "coefficients": ols.params[2:].tolist()}}

# Multiple comparisons, with ties.
p = [0.001, 0.04, 0.03, 0.03, 0.9, 0.012, 0.3, 1.0, 0.0]
out["multiple"] = {"p": p, **{ours: multipletests(p, method=theirs)[1].tolist() for ours, theirs in
                              (("bonferroni", "bonferroni"), ("holm", "holm"), ("benjamini-hochberg", "fdr_bh"))}}

# Power.
power = NormalIndPower()
out["meanPower"] = [[d, n1, ratio, power.power(d, n1, 0.05, ratio=ratio)]
                    for d in (0.0, 0.02, 0.1) for n1 in (500, 8000) for ratio in (1.0, 0.25)]
out["meanSize"] = [[d, pw, ratio, power.solve_power(d, power=pw, alpha=0.05, ratio=ratio)]
                   for d in (0.02, 0.1) for pw in (0.8, 0.9) for ratio in (1.0, 0.25)]
out["proportionPower"] = [[p0, d, n1, ratio, power_proportions_2indep(d, p0, n1, ratio=ratio, alpha=0.05).power]
                          for p0, d in ((0.05, 0.005), (0.3, -0.02)) for n1 in (4000, 20000) for ratio in (1.0, 0.25)]

# Bayesian: P(B > A) and expected losses by adaptive quadrature, written the other way round than in the library.
out["beta2"] = []
for pa, pb in (((201, 3801), (261, 3841)), ((1, 1), (1, 1)), ((0.5, 9.5), (3.5, 7.5)), ((21, 981), (35, 970))):
    A, B = stats.beta(*pa), stats.beta(*pb)
    opts = dict(limit=500, epsabs=1e-13, epsrel=1e-11)
    points = sorted({float(q) for d in (A, B) for q in d.ppf([1e-10, 1e-4, 0.5, 1 - 1e-4, 1 - 1e-10])})
    def quad(f):
        edges = [0.0, *points, 1.0]
        return sum(integrate.quad(f, lo, hi, **opts)[0] for lo, hi in zip(edges, edges[1:]))
    out["beta2"].append({"control": pa, "treatment": pb,
                         # P(B > A) = 1 − ∫ f_A F_B;  E[max(0, A − B)] = ∫ F_B (1 − F_A)
                         "better": 1 - quad(lambda t: A.pdf(t) * B.cdf(t)) if min(pa) >= 1 else
                         quad(lambda t: special.betainc(*pa, special.betaincinv(*pb, t))),
                         "lossTreatment": quad(lambda t: B.cdf(t) * A.sf(t)),
                         "lossControl": quad(lambda t: A.cdf(t) * B.sf(t))})

# Interleaving: sign test and Clopper and Pearson's interval.
out["sign"] = []
for wins, losses in ((140, 97), (0, 9), (5, 5), (3210, 3050)):
    r = stats.binomtest(wins, wins + losses)
    ci = r.proportion_ci(0.95, method="exact")
    out["sign"].append([wins, losses, r.pvalue, ci.low, ci.high])

json.dump(out, sys.stdout, default=float, indent=None, separators=(",", ":"))
print()
