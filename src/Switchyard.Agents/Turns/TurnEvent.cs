namespace Switchyard.Agents.Turns;

/// <summary>Something that happened in a turn, as watchers get it.</summary>
/// <param name="Seq">Number within the turn, from 1.</param>
/// <param name="Kind">The kind, which goes into the <c>event</c> field.</param>
/// <param name="Data">A JSON object.</param>
internal sealed record TurnEvent(int Seq, string Kind, string Data);
