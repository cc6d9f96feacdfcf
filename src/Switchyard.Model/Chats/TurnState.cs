namespace Switchyard.Model.Chats;

/// <summary>How a chat's newest turn is.</summary>
public enum TurnState
{
    /// <summary>It ended well, or there was none yet.</summary>
    Idle,

    /// <summary>A node works on it.</summary>
    Running,

    /// <summary>Its node died, or was away for longer than its lease.</summary>
    Interrupted,

    /// <summary>It ended with an error.</summary>
    Failed,

    /// <summary>Somebody ended it.</summary>
    Cancelled,
}
