using System.Text.Json;
using System.Text.Json.Nodes;
using Switchyard.Model.Revisions;

namespace Switchyard.Admin.Plans;

/// <summary>One object that differs between two configurations.</summary>
/// <param name="Section">The section it is in.</param>
/// <param name="Name">Its name; empty for a section that is one object.</param>
/// <param name="Change"><c>added</c>, <c>removed</c> or <c>changed</c>.</param>
/// <param name="Class">How the change is put in force: <c>in place</c>, <c>side by side</c> or <c>whole</c>.</param>
/// <param name="Fields">The fields that differ, secrets masked.</param>
internal sealed record ObjectChangeView(string Section, string Name, string Change, string Class, IReadOnlyList<FieldView> Fields)
{
    public static IReadOnlyList<ObjectChangeView> Of(IEnumerable<ObjectChange> changes) => [.. changes.Select(Of)];

    /// <summary>As it is kept in the history.</summary>
    public static string Write(IReadOnlyList<ObjectChange> changes) => JsonSerializer.Serialize(Of(changes), PlanJson.Default.IReadOnlyListObjectChangeView);

    /// <summary>What <see cref="Write"/> wrote.</summary>
    public static IReadOnlyList<ObjectChangeView> Read(string json) => JsonSerializer.Deserialize(json, PlanJson.Default.IReadOnlyListObjectChangeView) ?? [];

    internal static string NameOf(ChangeClass changeClass) => changeClass switch
    {
        ChangeClass.InPlace => "in place",
        ChangeClass.SideBySide => "side by side",
        _ => "whole",
    };

    private static ObjectChangeView Of(ObjectChange change) => new(
        change.Section,
        change.Name,
        change.Kind.ToString().ToLowerInvariant(),
        NameOf(change.Class),
        [.. change.Fields.Select(field => new FieldView(field.Field, field.Before, field.IsSecret ? JsonValue.Create("changed") : field.After))]);
}
