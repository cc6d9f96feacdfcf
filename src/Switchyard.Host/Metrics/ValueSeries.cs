namespace Switchyard.Host.Metrics;

/// <summary>A counter (values add up) or a gauge (the last value stands).</summary>
internal sealed class ValueSeries(bool adds) : Series
{
    private long _bits;

    public double Value => BitConverter.Int64BitsToDouble(Volatile.Read(ref _bits));

    public override void Record(double value)
    {
        if (!adds)
        {
            Volatile.Write(ref _bits, BitConverter.DoubleToInt64Bits(value));
            return;
        }

        var seen = Volatile.Read(ref _bits);
        while (true)
        {
            var next = BitConverter.DoubleToInt64Bits(BitConverter.Int64BitsToDouble(seen) + value);
            var before = Interlocked.CompareExchange(ref _bits, next, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }
}
