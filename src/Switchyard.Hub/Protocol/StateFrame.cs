namespace Switchyard.Hub.Protocol;

/// <summary>A frame that carries part of a state or of a change of it.</summary>
public abstract record StateFrame : Frame
{
    /// <summary>The event that the frame stands for, or up to which it brings the instance.</summary>
    public required long Seq { get; init; }

    /// <summary>The revision whose state the instance has when the change is complete; never before <see cref="Seq"/>.</summary>
    public required long Revision { get; init; }

    /// <summary>Objects to set and to remove. They take effect when the change is complete, all at once.</summary>
    public IReadOnlyList<FrameObject> Objects { get; init; } = [];

    /// <summary>Hash of the state after the change, on the frame that completes it; null elsewhere.</summary>
    public string? StateHash { get; init; }
}
