namespace Switchyard.Admin.Client.Canaries;

/// <summary>A revision to be made of several documents.</summary>
/// <param name="Documents">The texts by name; null takes the document away.</param>
/// <param name="Canary">How to try it on some nodes first; null: all get it.</param>
public sealed record NewRevision(IReadOnlyDictionary<string, NewText?> Documents, NewCanary? Canary = null);
