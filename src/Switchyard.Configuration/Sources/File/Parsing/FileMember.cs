namespace Switchyard.Configuration.Sources.File.Parsing;

/// <summary>One member of a <see cref="FileMap"/>.</summary>
internal sealed record FileMember(string Name, FilePlace Place, FileNode Value);
