namespace Switchyard.Bundles.Sessions;

/// <summary>What a server tells whoever started it. Must neither block nor throw.</summary>
internal interface IServerObserver
{
    /// <summary>A line of standard error, secrets already replaced.</summary>
    void Wrote(long generation, string line);

    /// <summary><see cref="ILiveServer.Tools"/> has changed, or the server said that its resources or prompts have.</summary>
    void ListsChanged(long generation);
}
