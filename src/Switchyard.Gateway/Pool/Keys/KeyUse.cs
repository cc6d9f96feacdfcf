namespace Switchyard.Gateway.Pool.Keys;

/// <summary>The right to one use of a key, and the state of the key as it was given. It is ended by exactly one of <see cref="KeyState"/>'s outcomes.</summary>
internal readonly struct KeyUse(KeyHealth seen)
{
    /// <summary>The state the use began with.</summary>
    public KeyHealth Seen { get; } = seen;
}
