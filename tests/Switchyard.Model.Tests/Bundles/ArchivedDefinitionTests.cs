using System.Text.Json;
using Switchyard.Model.Bundles;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Tests.Bundles;

public sealed class ArchivedDefinitionTests
{
    private const string Manifest = """
        {"manifest_version":"0.3","name":"n","version":"1","server":{"type":"node","entry_point":"s.js","mcp_config":{"command":"node","args":["${__dirname}/s.js","${user_config.dirs}"],"env":{"KEY":"${user_config.key}"}}},"user_config":{"dirs":{"type":"directory","required":true,"multiple":true},"key":{"type":"string","title":"Key","required":true,"sensitive":true},"size":{"type":"number","max":9}}}
        """;

    private static readonly string Hash = new('a', 64);

    [Fact]
    [Trait("criterion", "BND-12")]
    public void Every_field_is_read_and_written_back()
    {
        var json = $$"""{"type":"mcpb","archive":"{{Hash}}","manifest":{{Manifest.Trim()}},"settings":{"dirs":["/a","/b"],"size":3},"eager":true}""";

        var definition = Read(json, out var faults);

        faults.ShouldBeEmpty();
        (definition.Command, definition.Archive, definition.IsProcess, definition.Eager).ShouldBe(("node", Hash, true, true));
        definition.Settings["dirs"].ShouldBe(["/a", "/b"]);
        definition.Credentials.ShouldBe([new CredentialField { Name = "key", Required = true, Description = "Key" }]);
        definition.MissingSettings().ShouldBeEmpty();
        BundleDefinitionJson.Write(definition).ShouldBe(json);
        definition.ShouldBe(Read(json, out _));
        definition.ShouldNotBe(Read(json.Replace("/b", "/c", StringComparison.Ordinal), out _));
        definition.ShouldNotBe(Read(json.Replace(Hash, new string('b', 64), StringComparison.Ordinal), out _));
    }

    [Fact]
    public void A_required_setting_may_come_later_and_is_missed_until_then()
    {
        var definition = Read($$"""{"type":"mcpb","archive":"{{Hash}}","settings":{"dirs":[]},"manifest":{{Manifest}} }""", out var faults);
        faults.ShouldBeEmpty();
        definition.MissingSettings().ShouldBe(["dirs"]);
    }

    [Theory]
    [InlineData("\"archive\":\"zz\"", "archive")]
    [InlineData("\"archive\":\"{hash}\"", "archive")]
    [InlineData("\"archive\":\"{hash}\",\"manifest\":{manifest},\"command\":\"sh\"", "command")]
    [InlineData("\"archive\":\"{hash}\",\"manifest\":{manifest},\"args\":[\"x\"],\"env\":{\"A\":\"b\"}", "args env")]
    [InlineData("\"archive\":\"{hash}\",\"manifest\":{manifest},\"url\":\"https://a.example\"", "url")]
    [InlineData("\"archive\":\"{hash}\",\"manifest\":{manifest},\"settings\":{\"dirs\":\"relative\",\"size\":10,\"key\":\"k\",\"other\":1}", "settings.dirs settings.key settings.other settings.size")]
    [InlineData("\"archive\":\"{hash}\",\"manifest\":{}", "manifest.manifest_version manifest.name manifest.server.entry_point manifest.server.type manifest.version")]
    public void What_can_not_be_is_named(string members, string fields)
    {
        Read($"{{\"type\":\"mcpb\",{members.Replace("{hash}", Hash, StringComparison.Ordinal).Replace("{manifest}", Manifest, StringComparison.Ordinal)}}}", out var faults);
        string.Join(' ', faults.Select(fault => fault.Field).Order(StringComparer.Ordinal)).ShouldBe(fields);
    }

    [Fact]
    public void Only_archives_have_an_archive()
    {
        Read($$"""{"type":"stdio","command":"c","archive":"{{Hash}}","settings":{"a":1} }""", out var faults);
        faults.Select(fault => fault.Field).ShouldBe(["archive", "settings"]);
    }

    [Fact]
    public void Allowed_commands_allow_an_archive_by_its_hash_alone()
    {
        var definition = Read($$"""{"type":"mcpb","archive":"{{Hash}}","manifest":{{Manifest}} }""", out _);
        new BundleSettings { Commands = ["node"] }.Allows(definition).ShouldBeFalse("what node runs is in the archive");
        new BundleSettings { Commands = ["node", $"mcpb:{Hash}"] }.Allows(definition).ShouldBeTrue();
        new BundleSettings().Allows(definition).ShouldBeTrue();
    }

    private static BundleDefinition Read(string json, out FaultList faults)
    {
        faults = [];
        var fields = new JsonFields(JsonElement.Parse(json), faults, "");
        var definition = BundleDefinitionJson.Read(fields, withValues: false);
        fields.Finish();
        return definition;
    }
}
