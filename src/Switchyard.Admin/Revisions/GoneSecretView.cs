namespace Switchyard.Admin.Revisions;

/// <summary>A secret that does not come back.</summary>
/// <param name="Section"><c>providers</c>, <c>documents</c> or <c>bundles</c>.</param>
/// <param name="Name">Name of the provider, document or bundle.</param>
/// <param name="Secret">Which one, masked; for a document its whole text, for a bundle the name of the credential.</param>
internal sealed record GoneSecretView(string Section, string Name, string Secret);
