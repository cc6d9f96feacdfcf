namespace Switchyard.Samples.Module;

/// <summary>Requests that were refused. Used by many requests at the same time.</summary>
internal sealed class RefusalCount
{
    private long _value;

    /// <summary>How many.</summary>
    public long Value => Interlocked.Read(ref _value);

    /// <summary>One more.</summary>
    public void Add() => Interlocked.Increment(ref _value);
}
