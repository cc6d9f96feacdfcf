namespace Switchyard.Configuration.Sources.File.Parsing;

/// <summary>Finds the content of a file that a value refers to.</summary>
/// <param name="file">The configuration file in which the value stands.</param>
/// <param name="reference">The path as written.</param>
/// <param name="fault">What is wrong, else null.</param>
/// <returns>The text, or null with a fault.</returns>
public delegate string? FileReferenceResolver(string file, string reference, out string? fault);
