namespace Switchyard.Bundles;

/// <summary>What the process that hosts bundles gives them. Nothing is read from the environment here.</summary>
public sealed record BundleOptions
{
    /// <summary>Directory under which each bundle has its own, absolute.</summary>
    public required string Root { get; init; }

    /// <summary>Environment of the process. A child gets only <c>PATH</c>, <c>LANG</c>, <c>LC_*</c>, <c>TZ</c> and <c>TMPDIR</c> of it.</summary>
    public required IReadOnlyDictionary<string, string> HostEnvironment { get; init; }

    /// <summary>Opens connections to remote servers and decides which addresses may be dialled, as <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    public required Func<IServiceProvider, Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>> Connect { get; init; }
}
