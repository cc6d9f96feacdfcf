namespace Switchyard.Console.Usage;

/// <summary>A bar of a chart.</summary>
/// <param name="Label">What it is of.</param>
/// <param name="Value">How high it is.</param>
/// <param name="Text">The value for people.</param>
public sealed record UsageBar(string Label, double Value, string Text);
