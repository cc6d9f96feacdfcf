using System.Text.Json.Nodes;
using Switchyard.Configuration.Sources;
using Switchyard.Configuration.Sources.File;
using Switchyard.Model.Providers;

namespace Switchyard.Configuration.Tests.Schema;

/// <summary>
/// Asks the reader of files itself what it knows: it names its fields when it meets one that it does not know. A path has a dot before each member and <c>[]</c> for the items of a list.
/// </summary>
internal static class FileFields
{
    private const string Stranger = "zz";
    private const string Known = "Unknown field; known are ";

    /// <summary>All paths, sections and fields alike.</summary>
    public static IReadOnlySet<string> All()
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var type in ProviderTypes.Names)
        {
            Explore("", type, found);
        }

        return found;
    }

    /// <summary>What is wrong with a file in which nothing but the field at <paramref name="path"/> and what it can not do without is said.</summary>
    public static IReadOnlyList<ConfigurationFault> FaultsOf(string path, JsonNode? value, string providerType = "openai")
    {
        var concrete = path.Replace("[]", "[0]", StringComparison.Ordinal);
        return [.. Read(File(path, value, providerType)).Where(fault => Within(fault.Path, concrete) || Within(concrete, fault.Path))];
    }

    /// <summary>A file with <paramref name="value"/> at <paramref name="path"/>.</summary>
    public static JsonObject File(string path, JsonNode? value, string providerType = "openai")
    {
        var root = new JsonObject { ["version"] = 1 };
        Put(root, path.Split('.'), 0, "", value?.DeepClone(), providerType);
        return root;
    }

    public static IReadOnlyList<ConfigurationFault> Read(JsonObject file) => new FileReader(_ => null).Read("a.json", file.ToJsonString()).Faults;

    private static bool Within(string inner, string outer) => inner == outer || inner.StartsWith(outer + '.', StringComparison.Ordinal) || inner.StartsWith(outer + '[', StringComparison.Ordinal);

    private static void Explore(string path, string type, SortedSet<string> found)
    {
        foreach (var name in NamesIn(path, type))
        {
            var member = path.Length == 0 ? name : $"{path}.{name}";
            found.Add(member);
            Explore(member, type, found);
            Explore($"{member}[]", type, found);
        }
    }

    private static IEnumerable<string> NamesIn(string path, string type)
    {
        var stranger = path.Length == 0 ? Stranger : $"{path}.{Stranger}";
        return FaultsOf(stranger, 1, type)
            .Where(fault => fault.Detail.StartsWith(Known, StringComparison.Ordinal))
            .SelectMany(fault => fault.Detail[Known.Length..].TrimEnd('.').Split(", "));
    }

    private static void Put(JsonObject map, string[] path, int at, string parent, JsonNode? value, string providerType)
    {
        var isList = path[at].EndsWith("[]", StringComparison.Ordinal);
        var name = isList ? path[at][..^2] : path[at];
        var here = parent.Length == 0 ? path[at] : $"{parent}.{path[at]}";
        if (at == path.Length - 1)
        {
            map[name] = isList ? new JsonArray(value) : value;
            return;
        }

        var inner = Needed(here, path[at + 1], providerType);
        map[name] = isList ? new JsonArray(inner) : inner;
        Put(inner, path, at + 1, here, value, providerType);
    }

    /// <summary>What stands beside a field so that it is judged for itself.</summary>
    private static JsonObject Needed(string parent, string field, string providerType) => (parent, field) switch
    {
        ("providers[]", "type") => new JsonObject { ["name"] = "p" },
        ("providers[]", _) => new JsonObject { ["name"] = "p", ["type"] = providerType },
        ("providers[].settings.keys", "max") => new JsonObject { ["rateLimited"] = "1ms" },
        ("providers[].settings.keys", "rateLimited") => new JsonObject { ["max"] = "1d" },
        ("bundles[]", "type") => new JsonObject { ["name"] = "b", ["workspace"] = "w", ["command"] = "c", ["url"] = "https://a.example" },
        ("bundles[]", "url" or "insecure" or "headers" or "authorization") => new JsonObject { ["name"] = "b", ["workspace"] = "w", ["type"] = "http", ["url"] = "https://a.example" },
        ("bundles[]", "workspace") => new JsonObject { ["name"] = "b", ["type"] = "stdio", ["command"] = "c" },
        ("bundles[]", "workspaces") => new JsonObject { ["name"] = "b", ["type"] = "stdio", ["command"] = "c" },
        ("bundles[]", _) => new JsonObject { ["name"] = "b", ["workspace"] = "w", ["type"] = "stdio", ["command"] = "c" },
        ("bundles[].credentials[]", "env" or "fileEnv") => new JsonObject { ["name"] = "K" },
        ("bundles[].credentials[]", "header") => new JsonObject { ["name"] = "K", ["env"] = "K" },
        ("bundles[].credentials[]", _) => new JsonObject { ["name"] = "K", ["env"] = "K" },
        ("server.bundles.backoff", "longest") => new JsonObject { ["first"] = "10ms" },
        ("server.bundles.backoff", "first") => new JsonObject { ["longest"] = "1h" },
        ("server.bundles.lease", "time") => new JsonObject { ["renew"] = "10ms" },
        ("server.bundles.lease", "renew") => new JsonObject { ["time"] = "1h" },
        ("server.agents.dial", "delay") => new JsonObject { ["timeout"] = "10m" },
        ("server.agents", "heartbeat") => new JsonObject { ["silent"] = "1h", ["disconnected"] = "1d" },
        ("server.agents", "silent") => new JsonObject { ["heartbeat"] = "1s", ["disconnected"] = "1d" },
        ("server.agents", "disconnected") => new JsonObject { ["heartbeat"] = "1s", ["silent"] = "2s" },
        ("server.chats", "lease") => new JsonObject { ["renew"] = "1s", ["interrupt"] = "1h" },
        ("server.chats", "renew") => new JsonObject { ["lease"] = "10m", ["interrupt"] = "1h" },
        ("server.chats", "interrupt") => new JsonObject { ["lease"] = "3s", ["renew"] = "1s" },
        ("server.gateways", "deadAfter") => new JsonObject { ["ping"] = "10ms" },
        ("server.gateways", "resumeAfter") => new JsonObject { ["lagging"] = "1ms" },
        ("server.gateways", "lease") => new JsonObject { ["renew"] = "10ms" },
        ("server.reload", "maxDelay") => new JsonObject { ["debounce"] = "10ms" },
        ("server.reload", "retryMax") => new JsonObject { ["retryMin"] = "100ms" },
        ("server.hub", "retryMax") => new JsonObject { ["retryMin"] = "100ms" },
        _ => [],
    };
}
