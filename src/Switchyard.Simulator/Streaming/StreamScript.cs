namespace Switchyard.Simulator.Streaming;

/// <summary>All events of one stream, in order. The bytes of the usual spelling are made once and kept.</summary>
internal sealed class StreamScript(IReadOnlyList<ScriptedEvent> events)
{
    private byte[]? _usual;

    public IReadOnlyList<ScriptedEvent> Events { get; } = events;

    public byte[] UsualBytes(IEventSpelling spelling) =>
        _usual ??= [.. Events.SelectMany(item => spelling.Spell(item, Behaviors.WireForm.Usual))];
}
