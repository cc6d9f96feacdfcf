namespace Switchyard.Admin.Client.Revisions;

/// <summary>A secret that does not come back.</summary>
/// <param name="Section"><c>providers</c> or <c>documents</c>.</param>
/// <param name="Name">Name of the provider or document.</param>
/// <param name="Secret">Which one, masked.</param>
public sealed record GoneSecret(string Section, string Name, string Secret);
