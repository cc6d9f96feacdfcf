namespace Switchyard.Fuzzing;

/// <summary>
/// The loop: takes an input of the pool, alters it, feeds it. The pool is the corpus, and of what came later the inputs that took a path of a new kind, as far as the property tells kinds apart.
/// A run is the same whenever seed, plan and property are. What an input costs is counted in allocated bytes and never in time, so that a busy machine fails no run.
/// </summary>
/// <param name="plan">What to feed.</param>
/// <param name="property">What must hold.</param>
public sealed class Fuzzer(FuzzPlan plan, FuzzProperty property)
{
    private const int MostKept = 2048;

    private readonly List<byte[]> _pool = [.. plan.Corpus];
    private readonly HashSet<int> _kinds = [];

    /// <summary>Feeds the corpus as it is, then <paramref name="inputs"/> altered inputs.</summary>
    /// <returns>How many kinds of paths were taken.</returns>
    /// <exception cref="FuzzFailedException">An input broke the property, or cost too much.</exception>
    public int Run(long inputs, int seed)
    {
        foreach (var sample in plan.Corpus)
        {
            Feed(sample, seed, 0);
        }

        var random = new Random(seed);
        var mutator = new Mutator(plan.Tokens, plan.MaxLength);
        for (var number = 1L; number <= inputs; number++)
        {
            // Half of all begin with a real input, for what is far from every real one is mostly refused at once.
            var from = random.Next(2) == 0 ? _pool[random.Next(plan.Corpus.Count)] : _pool[random.Next(_pool.Count)];
            var input = mutator.Mutate(from, _pool[random.Next(_pool.Count)], random);
            if (Feed(input, seed, number) && _pool.Count < plan.Corpus.Count + MostKept)
            {
                _pool.Add(input);
            }
        }

        return _kinds.Count;
    }

    private bool Feed(byte[] input, int seed, long number)
    {
        if (Fault(input, out var kind) is { } fault)
        {
            var smallest = Minimizer.Minimize(input, shorter => Fault(shorter, out _)?.GetType() == fault.GetType());
            throw new FuzzFailedException(seed, number, input, smallest, Fault(smallest, out _) ?? fault);
        }

        return _kinds.Add(kind);
    }

    private Exception? Fault(byte[] input, out int kind)
    {
        var allowed = plan.AllowedBytes + (plan.AllowedBytesPerByte * input.Length);
        try
        {
            // The first time of anything costs more than every later one; what an input costs is what it costs again.
            return Cost(input, out kind) > allowed && Cost(input, out kind) is var cost && cost > allowed
                ? new CostException($"{input.Length} bytes made it allocate {cost}; {allowed} are allowed.")
                : null;
        }
        catch (Exception fault)
        {
            // Whatever it is, it is what was searched for.
            kind = 0;
            return fault;
        }
    }

    private long Cost(byte[] input, out int kind)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        kind = property(input, new Random(Stable(input)));
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    // FNV-1a. The hash codes of the platform differ from process to process, and a failure must not.
    private static int Stable(byte[] input)
    {
        var hash = 2166136261u;
        foreach (var unit in input)
        {
            hash = (hash ^ unit) * 16777619;
        }

        return (int)(hash & int.MaxValue);
    }

    private sealed class CostException(string message) : Exception(message);
}
