namespace Switchyard.Gateway.Asking.Events;

/// <summary>The next piece of the answer's text.</summary>
/// <param name="Text">Not empty.</param>
public sealed record ModelText(string Text) : ModelEvent;
