namespace Switchyard.Fuzzing;

/// <summary>A parser did not throw, and did what it must not.</summary>
public sealed class PropertyBrokenException(string message) : Exception(message);
