namespace Switchyard.Hot.Dialling;

/// <summary>
/// Opens connections to something that may have moved: it dials where it was last, at once, and asks where it is now only if that takes long or fails. So whoever has not moved costs no question at all.
/// </summary>
/// <remarks>
/// <para>What is decided when is in <see cref="DialMachine"/>; here are the tasks and clocks that feed it. Events that are ready at the same moment are taken in a fixed order: a connection before everything
/// else, the caller's cancellation before a failure, all others as they came. So a caller who gives up in the moment of success gets the connection, and the outcome is never left to chance.</para>
/// <para>An attempt that opens its connection after everything was decided has it released in the background, once; whoever dials never waits for that.</para>
/// </remarks>
/// <typeparam name="TId">What identifies something to dial.</typeparam>
/// <typeparam name="TConnection">A connection.</typeparam>
public sealed class LazyDialer<TId, TConnection>
    where TId : notnull
    where TConnection : notnull
{
    private readonly Func<TId, CancellationToken, Task<TConnection>> _dial;
    private readonly Func<TId, CancellationToken, Task<DialAnswer<TId>>> _ask;
    private readonly Func<TConnection, ValueTask> _release;
    private readonly TimeProvider _time;

    /// <summary>Makes a dialer.</summary>
    /// <param name="dial">Opens a connection. Its token is cancelled when the attempt is not wanted any more; a connection that was opened must not depend on it.</param>
    /// <param name="ask">Tells which one is the right one, given the bound one. Its token is cancelled when the answer does not matter any more.</param>
    /// <param name="release">Ends a connection that nobody gets. What it throws is ignored.</param>
    /// <param name="timeProvider">Clock.</param>
    public LazyDialer(
        Func<TId, CancellationToken, Task<TConnection>> dial,
        Func<TId, CancellationToken, Task<DialAnswer<TId>>> ask,
        Func<TConnection, ValueTask> release,
        TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(dial);
        ArgumentNullException.ThrowIfNull(ask);
        ArgumentNullException.ThrowIfNull(release);
        ArgumentNullException.ThrowIfNull(timeProvider);
        (_dial, _ask, _release, _time) = (dial, ask, release, timeProvider);
    }

    /// <summary>Dials <paramref name="bound"/>, or whatever turns out to be the right one.</summary>
    /// <param name="bound">The one that was right last time.</param>
    /// <param name="options">Times.</param>
    /// <param name="cancellationToken">The caller gives up.</param>
    /// <exception cref="DialException">No connection came about.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up; it carries his own token.</exception>
    public async Task<DialResult<TId, TConnection>> DialAsync(TId bound, DialOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        using var run = new DialRun<TId, TConnection>(bound, options, _dial, _ask, _release, _time);
        return await run.RunAsync(cancellationToken);
    }
}
