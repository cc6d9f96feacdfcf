namespace Switchyard.Host.Runtimes;

/// <summary>
/// Threads of the pool that begin at once. The runtime begins as many as there are processors and takes half a second for each further one, which on one processor means that whatever waits for a disk on a thread of
/// the pool (a state that is kept, a certificate that is read) holds up every request until it is done.
/// </summary>
internal static class PoolThreads
{
    /// <summary>At least as many.</summary>
    public const int Least = 8;

    /// <summary>Raises the number where it is lower; it is never lowered.</summary>
    public static void Raise()
    {
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, Least), completions);
    }
}
