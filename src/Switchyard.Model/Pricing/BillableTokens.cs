namespace Switchyard.Model.Pricing;

/// <summary>Token counts by the price they are billed at; no token is in two of them.</summary>
/// <param name="Input">Input neither read from nor written to a cache.</param>
/// <param name="Output">Output, reasoning included.</param>
/// <param name="CacheRead">Input read from a cache.</param>
/// <param name="CacheWrite">Input written to a five-minute cache.</param>
/// <param name="CacheWriteHour">Input written to a one-hour cache.</param>
public readonly record struct BillableTokens(long Input, long Output, long CacheRead = 0, long CacheWrite = 0, long CacheWriteHour = 0);
