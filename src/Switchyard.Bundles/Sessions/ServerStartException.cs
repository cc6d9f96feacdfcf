namespace Switchyard.Bundles.Sessions;

/// <summary>A server did not come up. The message is one sentence for people, without secrets.</summary>
internal sealed class ServerStartException(ServerStep step, string message, IReadOnlyList<string> lastLines, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Where it failed.</summary>
    public ServerStep Step { get; } = step;

    /// <summary>The last lines of standard error, redacted.</summary>
    public IReadOnlyList<string> LastLines { get; } = lastLines;
}
