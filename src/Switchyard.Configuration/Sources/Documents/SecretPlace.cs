using Switchyard.Configuration.Sources.File.Parsing;

namespace Switchyard.Configuration.Sources.Documents;

/// <summary>A secret in the text of a document.</summary>
/// <param name="Owner">The section and the object it is of, for example <c>providers/openai</c>.</param>
/// <param name="Field">The field: <c>keys</c> for the key of a list item, for a credential its name, else the name in the settings.</param>
/// <param name="Index">Its place among the keys; 0 for whatever has a name.</param>
/// <param name="Path">The whole path, for faults.</param>
/// <param name="Value">The value as it stands in the text.</param>
internal sealed record SecretPlace(string Owner, string Field, int Index, string Path, FileScalar Value)
{
    /// <summary>Finds all secrets of a parsed document.</summary>
    public static IReadOnlyList<SecretPlace> In(FileNode? root)
    {
        var places = new List<SecretPlace>();
        ForEach(root, "providers", "", (provider, path) => AddProvider(places, provider, path));
        ForEach(root, "bundles", "", (bundle, path) => AddBundle(places, bundle, path));

        // An alias is a second reference to one value, which stands in the text once.
        return [.. places.DistinctBy(place => place.Value.Extent)];
    }

    private static void AddBundle(List<SecretPlace> places, FileNode bundle, string path)
    {
        // The same entry means the same workspaces; two entries of one name differ in them.
        var workspaces = Member(bundle, "workspaces") is FileList list ? string.Join(' ', list.Items.OfType<FileScalar>().Select(item => item.Written)) : NameOf(bundle, "workspace");
        ForEach(bundle, "credentials", path, (credential, credentialPath) =>
        {
            if (Member(credential, "value") is FileScalar { Kind: not FileScalarKind.Null } value)
            {
                places.Add(new SecretPlace($"bundles/{workspaces}/{NameOf(bundle, "name")}", NameOf(credential, "name"), 0, $"{credentialPath}.value", value));
            }
        });
    }

    private static void AddProvider(List<SecretPlace> places, FileNode provider, string path)
    {
        var name = $"providers/{NameOf(provider, "name")}";
        if (Member(provider, "keys") is FileList keys)
        {
            for (var i = 0; i < keys.Items.Count; i++)
            {
                if (Member(keys.Items[i], "key") is FileScalar { Kind: not FileScalarKind.Null } key)
                {
                    places.Add(new SecretPlace(name, "keys", i, $"{path}.keys[{i}].key", key));
                }
            }
        }

        foreach (var field in (ReadOnlySpan<string>)["secretAccessKey", "sessionToken"])
        {
            if (Member(Member(provider, "settings"), field) is FileScalar { Kind: not FileScalarKind.Null } setting)
            {
                places.Add(new SecretPlace(name, field, 0, $"{path}.settings.{field}", setting));
            }
        }
    }

    private static void ForEach(FileNode? parent, string name, string path, Action<FileNode, string> visit)
    {
        if (Member(parent, name) is FileList list)
        {
            for (var i = 0; i < list.Items.Count; i++)
            {
                visit(list.Items[i], path.Length == 0 ? $"{name}[{i}]" : $"{path}.{name}[{i}]");
            }
        }
    }

    private static string NameOf(FileNode node, string field) => Member(node, field) is FileScalar text ? text.Written : "";

    private static FileNode? Member(FileNode? node, string name) => node is FileMap map ? map.Members.FirstOrDefault(member => member.Name == name)?.Value : null;
}
