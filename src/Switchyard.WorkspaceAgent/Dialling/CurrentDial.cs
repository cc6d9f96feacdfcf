namespace Switchyard.WorkspaceAgent.Dialling;

/// <summary>The session that a request belongs to.</summary>
internal sealed class CurrentDial
{
    private DialSession? _session;

    /// <summary>Set before anything of the request is looked at.</summary>
    public DialSession Session
    {
        get => _session ?? throw new InvalidOperationException("The request has no session.");
        set => _session = value;
    }
}
