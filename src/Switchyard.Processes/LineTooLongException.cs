namespace Switchyard.Processes;

/// <summary>A line has more bytes than it may have.</summary>
public sealed class LineTooLongException(int longest) : Exception($"It wrote a line of more than {longest} bytes.");
