namespace Switchyard.Hot.Tests.Schedules;

/// <summary>What an actor tells the explorer from within its script.</summary>
internal sealed class ActorScript
{
    private long _path;
    private int _line;
    private long _seen;

    /// <summary>Everything that the actor's future depends on besides the shared state: the way it came, what it kept, what it read last.</summary>
    public long Memory => Hash.Of(_path, _line, _seen);

    /// <summary>A step of the script itself, such as using what was leased.</summary>
    public static void Step()
    {
        Interleaving.Point();
    }

    /// <summary>The script read this from shared state and will come back to it.</summary>
    public void Keep(long value)
    {
        _path = Hash.Of(_path, value);
    }

    /// <summary>An operation is over and the script keeps nothing of what it saw. Forgetting lets schedules meet again.</summary>
    public void Completed(int operation)
    {
        _path = operation + 1;
        _line = 0;
        _seen = 0;
    }

    /// <summary>The actor stands at a yield point. One that comes back to the same point goes round a loop, on with what it read last.</summary>
    internal void Reached(int line, long seen)
    {
        if (line != _line)
        {
            _path = Hash.Of(_path, _line, _seen);
        }

        _line = line;
        _seen = seen;
    }
}
