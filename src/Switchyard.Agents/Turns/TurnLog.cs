using System.Text.Json.Nodes;

namespace Switchyard.Agents.Turns;

/// <summary>
/// What happened in a turn so far. The turn writes and never waits for who reads; readers come, go and come back with the number of the last event they have seen. Thread-safe. Its size is bounded by what a model may say
/// in a turn.
/// </summary>
internal sealed class TurnLog
{
    private readonly Lock _gate = new();
    private readonly List<TurnEvent> _events = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _ended;

    /// <summary>Adds an event.</summary>
    public void Add(string kind, JsonObject data) => Add(kind, data, isLast: false);

    /// <summary>Adds the last event. Later ones are not taken.</summary>
    public void End(string kind, JsonObject data) => Add(kind, data, isLast: true);

    /// <summary>The events after the <paramref name="seen"/>-th, whether they are the last, and a task that completes when there are more.</summary>
    public (IReadOnlyList<TurnEvent> Events, bool IsEnd, Task More) Read(int seen)
    {
        lock (_gate)
        {
            var from = Math.Clamp(seen, 0, _events.Count);
            return (_events.GetRange(from, _events.Count - from), _ended, _more.Task);
        }
    }

    private void Add(string kind, JsonObject data, bool isLast)
    {
        var text = data.ToJsonString();
        TaskCompletionSource told;
        lock (_gate)
        {
            if (_ended)
            {
                return;
            }

            _events.Add(new TurnEvent(_events.Count + 1, kind, text));
            _ended = isLast;
            told = _more;
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        told.SetResult();
    }
}
