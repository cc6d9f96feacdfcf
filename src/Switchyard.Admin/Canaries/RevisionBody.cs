using System.Text.Json;

namespace Switchyard.Admin.Canaries;

/// <summary>The shape of a revision to be made, for the API's description; <see cref="RevisionRequest"/> reads it.</summary>
/// <param name="Documents">The texts by name of document: a text is YAML, <c>{format, text}</c> says which it is, null takes the document away.</param>
/// <param name="Canary">How to try it on some nodes first; left out, all get it.</param>
internal sealed record RevisionBody(IReadOnlyDictionary<string, JsonElement?> Documents, CanaryBody? Canary = null);
