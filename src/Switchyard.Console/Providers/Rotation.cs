namespace Switchyard.Console.Providers;

/// <summary>Where a rotation stands that this node carries on.</summary>
/// <param name="Text">What it does, or what stopped it.</param>
/// <param name="HasStopped">Whether it goes on no more by itself.</param>
internal sealed record Rotation(string Text, bool HasStopped);
