namespace Switchyard.Configuration.History;

/// <summary>Who tells of changed files.</summary>
/// <param name="Node">Name of the node.</param>
internal sealed record FileAuthor(string Node);
