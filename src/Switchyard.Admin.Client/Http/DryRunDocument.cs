using System.Text.Json;
using Switchyard.Admin.Client.Changes;

namespace Switchyard.Admin.Client.Http;

/// <summary>The answer of a dry run as it stands on the wire.</summary>
internal sealed record DryRunDocument
{
    public IReadOnlyList<FieldChange> Diff { get; init; } = [];

    public IReadOnlyList<ObjectChange> Objects { get; init; } = [];

    public ChangePlan? Plan { get; init; }

    public ChangeImpact? Impact { get; init; }

    public JsonElement? Result { get; init; }
}
