using System.Text.Json.Nodes;
using Switchyard.Admin.Plans;
using Switchyard.Hub.Changes;
using Switchyard.Model.Revisions;

namespace Switchyard.Admin.Mutations;

/// <summary>What a mutation leaves in the history: by default the facts of the one record it changed, as it was and as it is.</summary>
internal static class MutationHistory
{
    /// <summary>The change with its images, difference and comment.</summary>
    public static Change Complete<T>(MutationDraft<T> draft, Change change, string comment)
        where T : class => change with
        {
            Comment = comment,
            DiffJson = ObjectChangeView.Write(ChangesOf(draft)),
            Images = draft.Images ?? (draft.Before is null && draft.After is null
                ? []
                : [new RecordImage(change.Audit[0].EntityType, change.Event.EntityId, change.Audit[0].EntityName, draft.Before?.ToJsonString(), draft.After?.ToJsonString())]),
        };

    /// <summary>The objects that the mutation changes.</summary>
    public static IReadOnlyList<ObjectChange> ChangesOf<T>(MutationDraft<T> draft)
        where T : class
    {
        if (draft.Changes is not null)
        {
            return draft.Changes;
        }

        if (draft.Change is not { } change)
        {
            return [];
        }

        var section = SectionNames.Of(change.Audit[0].EntityType);
        var name = section switch
        {
            "accessKeys" => change.Event.EntityId,
            // Its facts are its configuration, which may have a name for something else; a bundle is named with its workspace.
            "modules" or "bundles" => change.Audit[0].EntityName,
            _ => NameOf(draft.Before) ?? NameOf(draft.After) ?? change.Audit[0].EntityName,
        };
        return ConfigurationDiff.Between(section, name, draft.Before, draft.After) is { } found ? [found] : [];
    }

    private static string? NameOf(JsonObject? facts) => facts?["name"] is JsonValue value && value.TryGetValue<string>(out var name) ? name : null;
}
