namespace Switchyard.Hot.Tests.Schedules;

/// <summary>A 64-bit hash of a few numbers (FNV-1a over whole words, with a final mix), good enough to tell some million states apart.</summary>
internal static class Hash
{
    public static long Of(params ReadOnlySpan<long> words)
    {
        var hash = 14695981039346656037UL;
        foreach (var word in words)
        {
            hash = (hash ^ (ulong)word) * 1099511628211UL;
            hash ^= hash >> 29;
        }

        hash *= 0xbf58476d1ce4e5b9UL;
        return (long)(hash ^ (hash >> 32));
    }
}
