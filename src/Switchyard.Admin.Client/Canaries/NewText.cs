namespace Switchyard.Admin.Client.Canaries;

/// <summary>The text of a document of a revision to be made.</summary>
/// <param name="Text">The text.</param>
/// <param name="Format"><c>yaml</c> or <c>json</c>.</param>
public sealed record NewText(string Text, string Format = "yaml");
