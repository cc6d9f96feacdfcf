namespace Switchyard.Bundles.Archives;

/// <summary>An archive can not be had or can not be unpacked; the message is for people.</summary>
internal sealed class ArchiveException(string message, Exception? cause = null) : Exception(message, cause);
