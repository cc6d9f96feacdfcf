using System.Text.Json.Nodes;

namespace Switchyard.Admin.Configuration;

/// <summary>A configuration text that a node would take. Nothing was changed, and no variable of the node was looked up.</summary>
/// <param name="Valid">Always true; a text that is not valid is answered by a problem.</param>
/// <param name="File">What the caller calls it.</param>
/// <param name="NotJudged">Fields that were not judged, because they refer to a variable without a default.</param>
/// <param name="Content">What the text alone makes, secrets masked.</param>
internal sealed record ConfigurationCheckView(bool Valid, string File, IReadOnlyList<NotJudgedView> NotJudged, JsonObject Content);
