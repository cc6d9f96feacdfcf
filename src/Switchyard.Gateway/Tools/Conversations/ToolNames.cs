namespace Switchyard.Gateway.Tools.Conversations;

/// <summary>Tells whose a tool is, also while its name still arrives.</summary>
/// <param name="injected">Names of injected tools.</param>
/// <param name="clients">Names of the client's tools.</param>
internal sealed class ToolNames(IReadOnlyCollection<string> injected, IReadOnlyCollection<string> clients)
{
    /// <summary>Whether the tool of this whole name is injected. Names that nobody knows are the client's business.</summary>
    public bool IsInjected(string name) => injected.Contains(name);

    /// <summary>Whether the tool whose name begins so is injected; null when it may be one or the other.</summary>
    public bool? MayBeInjected(string begin)
    {
        var (ours, theirs) = (injected.Any(Begins), clients.Any(Begins));
        return ours && theirs ? null : ours;

        bool Begins(string name) => name.StartsWith(begin, StringComparison.Ordinal);
    }
}
