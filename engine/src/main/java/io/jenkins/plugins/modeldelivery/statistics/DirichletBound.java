package io.jenkins.plugins.modeldelivery.statistics;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * One-sided bounds of a ratio of sums over independent units: the Bayesian bootstrap (Rubin 1981, Annals of Statistics
 * 9:130) with one more unit at the worst value. For means that is Gaffke's bound (2005; Learned-Miller and Thomas 2020,
 * arXiv 1905.06208, section 3), for rows that are right or wrong it is that of Clopper and Pearson. Nothing is drawn and no
 * variance estimated; a bound always has a width.
 *
 * <p>The lower bound is the t with P(sum G_i (a_i - t b_i) <= 0) = 1 - confidence, with G_i independent of the standard
 * exponential distribution.
 */
public final class DirichletBound {
    private static final double STEP = 0.03;
    private static final double FIRST = -14;
    private static final double LAST = 32;
    /** From this square of its product on the integrand adds nothing. */
    private static final double NEGLIGIBLE = Math.exp(90);

    private static final int BISECTIONS = 200;
    /** Share of the way between worst and best that the approximation is taken to be off at first. */
    private static final double NEAR = 1e-6;

    /** Farther, in units of the spread, no saddle point of an answer lies. */
    private static final double FARTHEST = 1e3;

    /** Bits for the place of a unit. */
    private static final int PLACE = 13;

    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private final Units units;
    private final double worst;
    private final double worstSize;
    private final long[] m;

    private DirichletBound(Units units, double worst, double worstSize) {
        this.units = units;
        this.worst = worst;
        this.worstSize = worstSize;
        long[] known = units.multiplicities();
        m = Arrays.copyOf(known, known.length + 1);
        m[known.length] = 1;
    }

    /** The size of the worst unit: sum b^3 / sum b^2, which for units of one size is theirs. */
    public static double worstSize(Units units) {
        return units.sizes(3) / units.sizes(2);
    }

    /**
     * The lower bound.
     *
     * @param units of which at least one has a size above 0
     * @param worst the least a/b that a unit can have
     * @param worstSize b of the worst unit, above 0
     * @param confidence 0.5..1 exclusive
     */
    public static double lower(Units units, double worst, double worstSize, double confidence) {
        return new DirichletBound(units, worst, worstSize).solve(1 - confidence);
    }

    /** The upper bound; {@code best} is the greatest a/b that a unit can have. */
    public static double upper(Units units, double best, double size, double confidence) {
        return -lower(units.negated(), -best, size, confidence);
    }

    private double solve(double alpha) {
        if (units.rest().isPresent()) {
            return bisect(Math.max(worst, lowest(alpha)), units.ratio(), alpha, 0);
        }
        double high = units.greatest();
        return high > worst ? refine(worst, high, bisect(worst, high, alpha, NEAR / 100), alpha) : worst;
    }

    /** Three times as far from the ratio as a normal bound and the worst unit reach; power sums tell nothing of what lies beyond. */
    private double lowest(double alpha) {
        double ratio = units.ratio();
        double spread = NORMAL.inverseCumulativeProbability(1 - alpha) * Math.sqrt(units.moment(ratio, 2));
        double worstUnit = -Math.log(alpha) * worstSize * (ratio - worst);
        return ratio - 3 * (Math.max(0, spread) + worstUnit) / units.size();
    }

    /** By the approximation alone, within a share of the way. */
    private double bisect(double from, double to, double alpha, double within) {
        double low = from;
        double high = to;
        for (int i = 0; i < BISECTIONS && high - low > within * (to - from); i++) {
            double middle = low + (high - low) / 2;
            if (middle <= low || middle >= high) {
                break;
            }
            if (saddlePoint(middle) < alpha) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low + (high - low) / 2;
    }

    /** A bracket around the approximation, then false position with halving (Illinois). */
    private double refine(double from, double to, double near, double alpha) {
        double width = NEAR * (to - from);
        double low = Math.max(from, near - width);
        double high = Math.min(to, near + width);
        double below = probability(low) - alpha;
        double above = probability(high) - alpha;
        while (below > 0 && low > from) {
            width *= 16;
            high = low;
            above = below;
            low = Math.max(from, low - width);
            below = probability(low) - alpha;
        }
        while (above < 0 && high < to) {
            width *= 16;
            low = high;
            below = above;
            high = Math.min(to, high + width);
            above = probability(high) - alpha;
        }
        if (below >= 0) {
            return low;
        }
        if (above <= 0) {
            return high;
        }
        for (int i = 0; i < BISECTIONS && high - low > 1e-13 * (to - from); i++) {
            double t = low - below * (high - low) / (above - below);
            t = t > low && t < high ? t : low + (high - low) / 2;
            if (t <= low || t >= high) {
                break;
            }
            double at = probability(t) - alpha;
            if (Math.abs(at) < 1e-14) {
                return t;
            }
            if (at < 0) {
                low = t;
                below = at;
                above /= 2;
            } else {
                high = t;
                above = at;
                below /= 2;
            }
        }
        return low + (high - low) / 2;
    }

    private double[] scaled(double t) {
        double[] known = units.differences(t);
        double[] c = Arrays.copyOf(known, known.length + 1);
        c[known.length] = worstSize * (worst - t);
        return c;
    }

    /**
     * P(sum G_i c_i <= 0) by Imhof's integral (1961, Biometrika 48:419, equation 3.2 at 0), over the logarithm of its variable by
     * the trapezoid rule; the error is below 1e-12.
     */
    private double probability(double t) {
        double[] c = scaled(t);
        double squares = 0;
        double sum = 0;
        boolean positive = false;
        boolean negative = false;
        for (int i = 0; i < c.length; i++) {
            squares += m[i] * c[i] * c[i];
            positive |= c[i] > 0;
            negative |= c[i] < 0;
        }
        if (!positive || !negative) {
            return positive ? 0 : 1;
        }
        double scale = 1 / Math.sqrt(squares);
        for (int i = 0; i < c.length; i++) {
            c[i] *= scale;
            sum += m[i] * c[i];
        }
        Series series = new Series(c, m);
        // below the first point the integrand is a straight line through 0
        double integral = sum * Math.exp(FIRST) / (1 - Math.exp(-STEP)) * STEP;
        for (int k = 1; FIRST + k * STEP <= LAST; k++) {
            double u = Math.exp(FIRST + k * STEP);
            series.at(u);
            double square = series.real * series.real + series.imaginary * series.imaginary;
            if (!(square < NEGLIGIBLE)) { // nor what overflows
                break;
            }
            integral += series.imaginary / square * STEP;
        }
        return 0.5 - integral / Math.PI;
    }

    /**
     * The product of (1 + i c u)^m for growing u: its argument is the sum of m atan(c u), the square of its modulus the product of
     * (1 + c^2 u^2)^m. Units with a small c u go in by their power sums.
     */
    private static final class Series {
        private static final double SMALL = 0.2;
        private static final int POWERS = 16;

        private final double[] c;
        private final long[] m;
        /** By place of the units and power, the sums over the units from there on. */
        private final double[][] from;

        private int large;
        private double real;
        private double imaginary;

        /** @param given in any order */
        Series(double[] given, long[] times) {
            int n = given.length;
            long[] order = new long[n];
            for (int i = 0; i < n; i++) {
                // positive doubles are ordered as their bits; the last bits give way to the place
                order[i] = Double.doubleToRawLongBits(Math.abs(given[i])) & -(1L << PLACE) | i;
            }
            Arrays.sort(order);
            c = new double[n];
            m = new long[n];
            from = new double[n + 1][POWERS];
            for (int i = n - 1; i >= 0; i--) {
                int at = (int) (order[n - 1 - i] & (1L << PLACE) - 1);
                c[i] = given[at];
                m[i] = times[at];
                double power = m[i];
                for (int j = 0; j < POWERS; j++) {
                    power *= c[i];
                    from[i][j] = from[i + 1][j] + power;
                }
            }
        }

        void at(double u) {
            while (large < c.length && Math.abs(c[large]) * u > SMALL) {
                large++;
            }
            double angle = 0;
            double decay = 0;
            double[] sums = from[large];
            double power = 1;
            for (int j = 1; j <= POWERS; j++) {
                power *= u;
                double term = power * sums[j - 1];
                if (j % 2 != 0) {
                    angle += (j % 4 == 1 ? term : -term) / j;
                } else {
                    decay += (j % 4 == 2 ? term : -term) / (j / 2.0);
                }
            }
            double modulus = Math.exp(decay / 2);
            real = modulus * Math.cos(angle);
            imaginary = modulus * Math.sin(angle);
            for (int i = 0; i < large; i++) {
                multiply(c[i] * u, m[i]);
            }
        }

        /** Multiplies by (1 + i x)^times, by squares. */
        private void multiply(double x, long times) {
            double baseReal = 1;
            double base = x;
            for (long left = times; left > 0; left >>= 1) {
                if ((left & 1) != 0) {
                    double next = real * baseReal - imaginary * base;
                    imaginary = real * base + imaginary * baseReal;
                    real = next;
                }
                double square = baseReal * baseReal - base * base;
                base = 2 * baseReal * base;
                baseReal = square;
            }
        }
    }

    /** The same by the formula of Lugannani and Rice (1980, Advances in Applied Probability 12:475). */
    private double saddlePoint(double t) {
        double[] c = scaled(t);
        Cumulants k = new Cumulants(c, m, units, t);
        if (units.rest().isEmpty() && (k.most <= 0 || k.least >= 0)) {
            return k.most > 0 ? 0 : 1;
        }
        double s = k.saddle();
        double w = Math.signum(s) * Math.sqrt(Math.max(0, -2 * k.value(s)));
        double v = s * Math.sqrt(k.second(s));
        if (Math.abs(w) < 1e-5) {
            double skew = k.third() / Math.pow(k.second(0), 1.5);
            return 0.5 + skew / (6 * Math.sqrt(2 * Math.PI)) + w / Math.sqrt(2 * Math.PI);
        }
        double probability = NORMAL.cumulativeProbability(w) + NORMAL.density(w) * (1 / w - 1 / v);
        return Math.min(1, Math.max(0, probability));
    }

    /** The cumulant generating function of the sum, and its derivatives. */
    private static final class Cumulants {
        private final double[] c;
        private final long[] m;
        private final double[] rest = new double[Units.ORDER + 1];
        private final double least;
        private final double most;

        Cumulants(double[] c, long[] m, Units units, double t) {
            this.c = c;
            this.m = m;
            double squares = 0;
            for (int i = 0; i < c.length; i++) {
                squares += m[i] * c[i] * c[i];
            }
            for (int j = 1; j <= Units.ORDER && units.rest().isPresent(); j++) {
                rest[j] = units.rest().get().moment(t, j);
            }
            double scale = 1 / Math.sqrt(squares + rest[2]);
            double least = 0;
            double most = 0;
            for (int i = 0; i < c.length; i++) {
                c[i] *= scale;
                least = Math.min(least, c[i]);
                most = Math.max(most, c[i]);
            }
            for (int j = 1; j < rest.length; j++) {
                rest[j] *= Math.pow(scale, j);
            }
            this.least = least;
            this.most = most;
        }

        double value(double s) {
            double sum = 0;
            for (int i = 0; i < c.length; i++) {
                sum -= m[i] * Math.log1p(-c[i] * s);
            }
            for (int j = 1; j < rest.length; j++) {
                sum += rest[j] * Math.pow(s, j) / j;
            }
            return sum;
        }

        private double first(double s) {
            double sum = 0;
            for (int i = 0; i < c.length; i++) {
                sum += m[i] * c[i] / (1 - c[i] * s);
            }
            for (int j = 1; j < rest.length; j++) {
                sum += rest[j] * Math.pow(s, j - 1.0);
            }
            return sum;
        }

        double second(double s) {
            double sum = 0;
            for (int i = 0; i < c.length; i++) {
                double ratio = c[i] / (1 - c[i] * s);
                sum += m[i] * ratio * ratio;
            }
            for (int j = 2; j < rest.length; j++) {
                sum += (j - 1) * rest[j] * Math.pow(s, j - 2.0);
            }
            return sum;
        }

        double third() {
            double sum = 2 * rest[3];
            for (int i = 0; i < c.length; i++) {
                sum += 2 * m[i] * c[i] * c[i] * c[i];
            }
            return sum;
        }

        /** Where the first derivative is 0: Newton's steps, halved into the bracket where they leave it. */
        double saddle() {
            double low = Math.max(-FARTHEST, 1 / least);
            double high = Math.min(FARTHEST, 1 / most);
            double s = 0;
            for (int i = 0; i < BISECTIONS; i++) {
                double slope = first(s);
                if (slope < 0) {
                    low = s;
                } else {
                    high = s;
                }
                double next = s - slope / second(s);
                next = next > low && next < high ? next : low + (high - low) / 2;
                if (Math.abs(next - s) <= 1e-14 * Math.max(1, Math.abs(s)) || next <= low || next >= high) {
                    return next;
                }
                s = next;
            }
            return s;
        }
    }
}
