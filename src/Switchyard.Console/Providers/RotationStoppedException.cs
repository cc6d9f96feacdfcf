namespace Switchyard.Console.Providers;

/// <summary>A rotation can not go on by itself; the message says why.</summary>
internal sealed class RotationStoppedException(string message) : Exception(message);
