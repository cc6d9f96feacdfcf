namespace Switchyard.Console.Assets;

/// <summary>A file of the console that browsers load.</summary>
/// <param name="Path">Where it is: with a hash of its content, so that it may be kept for ever.</param>
/// <param name="ContentType">Its type.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Compressed">The same, by gzip.</param>
internal sealed record ConsoleFile(string Path, string ContentType, byte[] Content, byte[] Compressed);
