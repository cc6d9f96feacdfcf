namespace Switchyard.Gateway.Modules.Types;

/// <summary>Tokens of one subject in the running window. The window begins with the first request after the one before is over.</summary>
internal sealed class TokenWindow
{
    private readonly Lock _gate = new();
    private long _beganAt = long.MinValue;
    private long _used;

    /// <summary>Whether less than <paramref name="most"/> is used; if not, how long until the window of <paramref name="length"/> ticks is over.</summary>
    public bool HasRoom(long now, long most, long length, out TimeSpan wait)
    {
        lock (_gate)
        {
            Turn(now, length);
            wait = TimeSpan.FromTicks(_beganAt + length - now);
            return _used < most;
        }
    }

    /// <summary>Counts tokens of an answer that has ended.</summary>
    public void Count(long now, long length, long tokens)
    {
        lock (_gate)
        {
            Turn(now, length);
            _used += tokens;
        }
    }

    private void Turn(long now, long length)
    {
        if (_beganAt == long.MinValue || now - _beganAt >= length)
        {
            (_beganAt, _used) = (now, 0);
        }
    }
}
