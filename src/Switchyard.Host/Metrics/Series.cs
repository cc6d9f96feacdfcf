namespace Switchyard.Host.Metrics;

/// <summary>One time series. Written by any thread without a lock; a scrape may see a histogram's count one ahead of its sum, as the format allows.</summary>
internal abstract class Series
{
    public abstract void Record(double value);
}
