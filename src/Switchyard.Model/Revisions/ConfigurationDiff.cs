using System.Text.Json.Nodes;
using Switchyard.Model.Secrets;

namespace Switchyard.Model.Revisions;

/// <summary>
/// What differs between two configurations, by meaning: neither order nor origin nor spelling. Pure. Objects that are the same instance in both are not looked into, so that a few changes among
/// ten thousand objects cost little.
/// </summary>
/// <param name="Changes">What was added, removed or changed, in the order of sections, then names.</param>
/// <param name="Unchanged">What is the same in both, in the same order.</param>
public sealed record ConfigurationDiff(IReadOnlyList<ObjectChange> Changes, IReadOnlyList<(string Section, string Name)> Unchanged)
{
    /// <summary>Whether nothing differs.</summary>
    public bool IsEmpty => Changes.Count == 0;

    /// <summary>Compares two configurations.</summary>
    public static ConfigurationDiff Between(ConfigurationModel before, ConfigurationModel after)
    {
        var (changes, unchanged) = (new List<ObjectChange>(), new List<(string, string)>());
        var former = ConfigurationContent.Entries(before).ToDictionary(entry => (entry.Section, entry.Name));
        foreach (var entry in ConfigurationContent.Entries(after))
        {
            if (!former.Remove((entry.Section, entry.Name), out var old))
            {
                changes.Add(Change(entry.Section, entry.Name, ObjectChangeKind.Added, null, entry.Open()));
            }
            else if (ReferenceEquals(old.Source, entry.Source) || Fields(old.Open(), entry.Open()) is not { Count: > 0 } fields)
            {
                unchanged.Add((entry.Section, entry.Name));
            }
            else
            {
                changes.Add(new ObjectChange(entry.Section, entry.Name, ObjectChangeKind.Changed, fields, ClassOf(entry.Section, fields)));
            }
        }

        changes.AddRange(former.Values.Select(entry => Change(entry.Section, entry.Name, ObjectChangeKind.Removed, entry.Open(), null)));
        return new ConfigurationDiff([.. changes.OrderBy(change => IndexOf(change.Section)).ThenBy(change => change.Name, StringComparer.Ordinal)], unchanged);
    }

    /// <summary>Compares what one record was and is: the same comparison for a record that no model shows. Null for what was not or is no more.</summary>
    public static ObjectChange? Between(string section, string name, JsonObject? before, JsonObject? after)
    {
        var (old, now) = (Object(before), Object(after));
        return (old, now) switch
        {
            (null, null) => null,
            (null, _) => Change(section, name, ObjectChangeKind.Added, null, now),
            (_, null) => Change(section, name, ObjectChangeKind.Removed, old, null),
            _ => Fields(old, now) is { Count: > 0 } fields ? new ObjectChange(section, name, ObjectChangeKind.Changed, fields, ChangeClass.InPlace) : null,
        };

        ContentObject? Object(JsonObject? json) => json is null ? null : new ContentObject(section, name, json, ContentObject.NoSecrets);
    }

    /// <summary>Makes these changes to <paramref name="objects"/>: on what was compared from it gives what was compared with.</summary>
    public IReadOnlyList<ContentObject> ApplyTo(IReadOnlyList<ContentObject> objects)
    {
        var result = objects.ToDictionary(item => (item.Section, item.Name));
        foreach (var change in Changes)
        {
            var key = (change.Section, change.Name);
            if (change.Kind == ObjectChangeKind.Removed)
            {
                result.Remove(key);
                continue;
            }

            var (fields, secrets) = result.TryGetValue(key, out var old)
                ? (old.Fields.DeepClone().AsObject(), new Dictionary<string, Secret>(old.Secrets))
                : ([], []);
            foreach (var field in change.Fields)
            {
                Set(fields, secrets, field);
            }

            result[key] = new ContentObject(change.Section, change.Name, fields, secrets);
        }

        return [.. result.Values.OrderBy(item => IndexOf(item.Section)).ThenBy(item => item.Name, StringComparer.Ordinal)];
    }

    private static ObjectChange Change(string section, string name, ObjectChangeKind kind, ContentObject? before, ContentObject? after)
    {
        var nothing = new ContentObject(section, name, [], ContentObject.NoSecrets);
        var fields = Fields(before ?? nothing, after ?? nothing);
        return new ObjectChange(section, name, kind, fields, ChangeClasses.Members.Values.Any(member => member.Section == section) ? ClassOf(section, fields) : ChangeClass.InPlace);
    }

    private static List<FieldDifference> Fields(ContentObject before, ContentObject after)
    {
        var fields = new List<FieldDifference>();
        Compare([], before.Fields, after.Fields, fields);
        foreach (var path in before.Secrets.Keys.Union(after.Secrets.Keys, StringComparer.Ordinal))
        {
            if (before.Secrets.GetValueOrDefault(path)?.Reveal() != after.Secrets.GetValueOrDefault(path)?.Reveal())
            {
                fields.Add(new FieldDifference([path], null, null) { IsSecret = true, Secret = after.Secrets.GetValueOrDefault(path) });
            }
        }

        fields.Sort((one, two) => string.CompareOrdinal(one.Field, two.Field));
        return fields;
    }

    private static void Compare(IReadOnlyList<string> path, JsonObject before, JsonObject after, List<FieldDifference> fields)
    {
        foreach (var name in before.Select(member => member.Key).Union(after.Select(member => member.Key), StringComparer.Ordinal))
        {
            var (old, now) = (before[name], after[name]);
            if (old is JsonObject { Count: > 0 } oldObject && now is JsonObject { Count: > 0 } nowObject)
            {
                Compare([.. path, name], oldObject, nowObject, fields);
            }
            else if (!JsonNode.DeepEquals(old, now) || before.ContainsKey(name) != after.ContainsKey(name))
            {
                fields.Add(new FieldDifference([.. path, name], old?.DeepClone(), now?.DeepClone()) { IsAbsent = !after.ContainsKey(name) });
            }
        }
    }

    private static void Set(JsonObject fields, Dictionary<string, Secret> secrets, FieldDifference field)
    {
        if (field.IsSecret)
        {
            secrets.Remove(field.Path[0]);
            if (field.Secret is { } secret)
            {
                secrets[field.Path[0]] = secret;
            }

            return;
        }

        var parent = fields;
        foreach (var name in field.Path.SkipLast(1))
        {
            parent = parent[name]!.AsObject();
        }

        if (field.IsAbsent)
        {
            parent.Remove(field.Path[^1]);
        }
        else
        {
            parent[field.Path[^1]] = field.After?.DeepClone();
        }
    }

    private static ChangeClass ClassOf(string section, IReadOnlyList<FieldDifference> fields) =>
        fields.Count == 0 ? ChangeClass.InPlace : fields.Max(field => ChangeClasses.Of(section, field.Field));

    private static int IndexOf(string section)
    {
        for (var i = 0; i < ConfigurationContent.Sections.Count; i++)
        {
            if (ConfigurationContent.Sections[i] == section)
            {
                return i;
            }
        }

        return int.MaxValue;
    }
}
