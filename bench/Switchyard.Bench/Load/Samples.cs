namespace Switchyard.Bench.Load;

/// <summary>Measured times of one kind, kept whole so that percentiles are exact. One writer.</summary>
internal sealed class Samples
{
    private readonly List<long> _nanoseconds = new(1024);

    public int Count => _nanoseconds.Count;

    public void Add(long nanoseconds) => _nanoseconds.Add(nanoseconds);

    public void AddAll(Samples other) => _nanoseconds.AddRange(other._nanoseconds);

    public Percentiles ToPercentiles()
    {
        _nanoseconds.Sort();
        return _nanoseconds.Count == 0 ? Percentiles.Empty : new Percentiles(_nanoseconds.Count, At(0.5), At(0.9), At(0.99), At(0.999), At(1));
    }

    // Nearest rank, in microseconds.
    private double At(double quantile) => _nanoseconds[Math.Clamp((int)Math.Ceiling(quantile * _nanoseconds.Count) - 1, 0, _nanoseconds.Count - 1)] / 1000.0;
}
