using System.Text.Json;
using Switchyard.Model.Bundles.Archives;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Tests.Bundles.Archives;

public sealed class ManifestTests
{
    private const string Whole = """
        {
          "$schema": "https://example.com/schema.json", "manifest_version": "0.2", "name": "files", "display_name": "Files", "version": "2.1.0", "description": "Reads\nfiles.",
          "author": {"name": "A"}, "icons": [{"src": "i.png"}], "tools": [{"name": "t"}], "_meta": {"x": {}},
          "server": {
            "type": "binary", "entry_point": "bin/server",
            "mcp_config": {
              "command": "${__dirname}/bin/server", "args": ["--any", "${user_config.dirs}"], "env": {"KEY": "${user_config.key}", "LEVEL": "1"},
              "platform_overrides": {"win32": {"command": "server.exe"}, "linux": {"args": ["--linux", "${user_config.dirs}"], "env": {"LEVEL": "2", "MORE": "3"}}}
            }
          },
          "compatibility": {"claude_desktop": ">=1.0.0", "platforms": ["darwin", "linux"], "runtimes": {"node": ">=16"}},
          "user_config": {
            "dirs": {"type": "directory", "title": "Directories", "multiple": true, "required": true, "default": ["${HOME}/a", "/b"]},
            "key": {"type": "string", "title": "Key", "sensitive": true, "required": true},
            "size": {"type": "number", "default": 10, "min": 1, "max": 100.5},
            "quiet": {"type": "boolean", "default": false}
          }
        }
        """;

    [Fact]
    public void What_is_needed_is_read_with_the_overrides_of_linux_and_the_rest_is_left_alone()
    {
        var manifest = Read(Whole);

        (manifest.ManifestVersion, manifest.Name, manifest.Version, manifest.DisplayName, manifest.Description).ShouldBe(("0.2", "files", "2.1.0", "Files", "Reads files."));
        (manifest.Runtime, manifest.EntryPoint, manifest.Command).ShouldBe(("binary", "bin/server", "${__dirname}/bin/server"));
        manifest.Args.ShouldBe(["--linux", "${user_config.dirs}"]);
        manifest.Environment.ShouldBe(new Dictionary<string, string> { ["KEY"] = "${user_config.key}", ["LEVEL"] = "2", ["MORE"] = "3" });
        manifest.Fields.Select(field => (field.Key, field.Type, field.Required, field.Multiple, field.Sensitive, string.Join('|', field.Default), field.Min, field.Max)).ShouldBe(
        [
            ("dirs", ArchiveFieldType.Directory, true, true, false, "${HOME}/a|/b", null, null),
            ("key", ArchiveFieldType.String, true, false, true, "", null, null),
            ("quiet", ArchiveFieldType.Boolean, false, false, false, "false", null, null),
            ("size", ArchiveFieldType.Number, false, false, false, "10", 1m, 100.5m),
        ]);
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        var text = ArchiveManifestJson.Write(Read(Whole));
        ArchiveManifestJson.Write(Read(text)).ShouldBe(text);
    }

    [Theory]
    [InlineData("node", "node", "${__dirname}/a/b.js")]
    [InlineData("python", "python3", "${__dirname}/a/b.js")]
    [InlineData("binary", "${__dirname}/a/b.js", "")]
    [InlineData("uv", "uv", "run|--directory|${__dirname}|a/b.js")]
    public void A_server_whose_manifest_does_not_say_how_is_run_as_usual(string type, string command, string args)
    {
        var manifest = Read($$$"""{"dxt_version":"0.1","name":"n","version":"1","server":{"type":"{{{type}}}","entry_point":"a/b.js"}}""");
        (manifest.Command, string.Join('|', manifest.Args)).ShouldBe((command, args));
    }

    [Theory]
    [InlineData("\"0.3\"", "\"0.9\"", "manifest_version")]
    [InlineData("\"manifest_version\":\"0.3\",", "", "manifest_version")]
    [InlineData("\"version\":\"1\"", "\"version\":1", "version")]
    [InlineData("\"node\"", "\"deno\"", "server.type")]
    [InlineData("\"server.js\"", "\"../server.js\"", "server.entry_point")]
    [InlineData("\"c\"", "7", "server.mcp_config.command")]
    [InlineData("[\"a\"]", "[\"a\",{}]", "server.mcp_config.args[1]")]
    [InlineData("[\"a\"]", "\"a\"", "server.mcp_config.args")]
    [InlineData("\"E\":\"e\"", "\"E\":null,\"F\":[]", "server.mcp_config.env.F")]
    [InlineData("[\"a\"]", "[\"${user_config.nobody}\"]", "server.mcp_config.args[0]")]
    [InlineData("[\"a\"]", "[\"--key=${user_config.key}\"]", "server.mcp_config.args[0]")]
    [InlineData("\"linux\"", "\"darwin\"", "compatibility.platforms")]
    [InlineData("\"type\":\"string\"", "\"type\":\"date\"", "user_config.key.type")]
    [InlineData("\"type\":\"string\"", "\"type\":\"number\"", "user_config.key.sensitive")]
    [InlineData("\"sensitive\":true", "\"sensitive\":true,\"multiple\":true", "user_config.key.sensitive")]
    [InlineData("\"sensitive\":true", "\"sensitive\":\"yes\"", "user_config.key.sensitive")]
    [InlineData("\"key\":", "\"a b\":{\"type\":\"string\"},\"key\":", "user_config")]
    [InlineData("\"sensitive\":true", "\"default\":[\"a\"],\"sensitive\":true", "user_config.key.default")]
    [InlineData("\"sensitive\":true", "\"min\":\"1\",\"sensitive\":true", "user_config.key.min")]
    public void What_is_wrong_is_named(string from, string to, string field)
    {
        const string Good = """{"manifest_version":"0.3","name":"n","version":"1","server":{"type":"node","entry_point":"server.js","mcp_config":{"command":"c","args":["a"],"env":{"E":"e"}}},"compatibility":{"platforms":["linux"]},"user_config":{"key":{"type":"string","sensitive":true}}}""";
        Faults(Good).ShouldBeEmpty();
        Good.ShouldContain(from);
        Faults(Good.Replace(from, to, StringComparison.Ordinal)).Select(fault => fault.Field).ShouldBe([field]);
    }

    [Theory]
    [InlineData("""{"type":"number","min":1,"max":5}""", "3.50", "3.5")]
    [InlineData("""{"type":"number","min":1,"max":5}""", "\"1e0\"", "1")]
    [InlineData("""{"type":"number","min":1,"max":5}""", "0.99", null)]
    [InlineData("""{"type":"number","min":1,"max":5}""", "5.01", null)]
    [InlineData("""{"type":"number"}""", "\"NaN\"", null)]
    [InlineData("""{"type":"number"}""", "true", null)]
    [InlineData("""{"type":"boolean"}""", "\"true\"", "true")]
    [InlineData("""{"type":"boolean"}""", "\"yes\"", null)]
    [InlineData("""{"type":"directory"}""", "\"/srv\"", "/srv")]
    [InlineData("""{"type":"directory"}""", "\"srv\"", null)]
    [InlineData("""{"type":"file"}""", "\"${HOME}/f\"", "${HOME}/f")]
    [InlineData("""{"type":"string"}""", "\"a\\u0000b\"", null)]
    [InlineData("""{"type":"string"}""", "\"\\ud800\"", null)]
    [InlineData("""{"type":"string"}""", "{}", null)]
    [InlineData("""{"type":"string"}""", "[\"a\"]", null)]
    [InlineData("""{"type":"string"}""", "\"\"", "")]
    [InlineData("""{"type":"string","multiple":true}""", "[\"a\",\"b\"]", "a|b")]
    [InlineData("""{"type":"string","multiple":true}""", "\"a\"", "a")]
    [InlineData("""{"type":"string","multiple":true}""", "[\"a\",[]]", null)]
    public void A_value_is_of_its_type(string field, string value, string? stored)
    {
        var known = Read($$$"""{"manifest_version":"0.4","name":"n","version":"1","server":{"type":"node","entry_point":"s"},"user_config":{"k":{{{field}}} }}""").Fields.ShouldHaveSingleItem();

        var values = SettingValues.Read(known, JsonElement.Parse(value), out var fault);

        (fault is null ? string.Join('|', values) : null).ShouldBe(stored);
    }

    [Fact]
    public void Variables_are_replaced_and_other_text_is_not()
    {
        ArchiveVariables.Replace("${__dirname}${/}a ${HOME} ${DESKTOP} ${user_config.k} ${user_config.none}. ${OTHER} $HOME", "/d", "/h", key => key == "k" ? "${HOME}" : null)
            .ShouldBe("/d/a /h /h/Desktop ${HOME} . ${OTHER} $HOME", "what a value says is not looked at again");
        ArchiveVariables.WholeField("${user_config.k}").ShouldBe("k");
        ArchiveVariables.WholeField("-${user_config.k}").ShouldBeNull();
    }

    private static ArchiveManifest Read(string json)
    {
        var faults = new FaultList();
        var manifest = ArchiveManifestReader.Read(JsonElement.Parse(json), faults);
        faults.ShouldBeEmpty();
        return manifest;
    }

    private static FaultList Faults(string json)
    {
        var faults = new FaultList();
        ArchiveManifestReader.Read(JsonElement.Parse(json), faults);
        return faults;
    }
}
