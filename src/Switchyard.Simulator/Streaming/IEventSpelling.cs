using Switchyard.Simulator.Behaviors;

namespace Switchyard.Simulator.Streaming;

/// <summary>How events look on the wire.</summary>
internal interface IEventSpelling
{
    string ContentType { get; }

    /// <summary>What comes before the first event.</summary>
    byte[] Preamble(WireForm form);

    /// <summary>What keeps a silent stream alive and means nothing.</summary>
    byte[] Comment(WireForm form);

    byte[] Spell(ScriptedEvent item, WireForm form);
}
