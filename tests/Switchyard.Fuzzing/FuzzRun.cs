using System.Globalization;
using Switchyard.Testing.Runs;

namespace Switchyard.Fuzzing;

/// <summary>
/// Runs a plan within a test: briefly, or 10⁷ inputs with <c>SWITCHYARD_TEST_LONG=1</c>. <c>SWITCHYARD_FUZZ_INPUTS</c> sets another number, <c>SWITCHYARD_FUZZ_SEED</c> another beginning.
/// </summary>
public static class FuzzRun
{
    /// <summary>Throws with seed, smallest input and input as found when <paramref name="property"/> does not hold.</summary>
    /// <param name="plan">What to feed.</param>
    /// <param name="property">What must hold.</param>
    /// <param name="leastKinds">How many kinds of paths must have been taken: inputs so wild that all are refused, or so tame that none is, would test one branch only.</param>
    /// <exception cref="FuzzFailedException">It does not hold.</exception>
    /// <exception cref="PropertyBrokenException">Too few paths were taken.</exception>
    public static void Check(FuzzPlan plan, FuzzProperty property, int leastKinds = 2)
    {
        var inputs = Number("SWITCHYARD_FUZZ_INPUTS") ?? (LongForm.IsAsked ? FuzzPlan.LongInputs : plan.Inputs);
        var kinds = new Fuzzer(plan, property).Run(inputs, (int)(Number("SWITCHYARD_FUZZ_SEED") ?? 1));
        if (kinds < leastKinds)
        {
            throw new PropertyBrokenException($"Only {kinds} kinds of paths were taken, of at least {leastKinds}.");
        }
    }

    private static long? Number(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;
}
