using System.Text;
using Switchyard.Configuration.Composition;
using Switchyard.Configuration.Sources;
using Switchyard.Configuration.Sources.File;
using Switchyard.Fuzzing;
using Switchyard.Testing.Records;

namespace Switchyard.Configuration.Tests.Sources.File;

/// <summary>Files as anybody may write them, or send them to be checked. A file is read, or every fault names a place within it; a value of the environment is in no answer.</summary>
public sealed class FileFuzzTests
{
    private const string Canary = "canary-5b1f";

    private static readonly string[] Tokens =
    [
        "{", "}", "[", "]", ",", ":", ": ", "- ", "\n", "\n  ", "\n- ", "\r\n", "\t", "\"", "'", "|\n", ">-\n", "#", "&a ", "*a", "<<: *a", "!!str ", "!tag ", "? ", "---\n", "...\n", "%YAML 1.1\n", "null", "~", "true", "0x10", "1e400", "-1", ".inf",
        "${X}", "${X:-d}", "${", "$$", "${1}", "${file:/etc/passwd}", "\\ud800", "\\udc00", "\\u0000", "\"\\ud800\"", "\"${X}\\ud800\"", "\uFEFF", "\u0085", "\u2028", "é", "𝄞", "version: 1\n", "providers:\n", "name: a", "name: a\n", "remove: true", "type: openai\n",
        "\"version\":1,", "\"providers\":[{\"name\":\"a\"}],", "selector: {region: eu}\n", "settings: {", "keys: [{key: ${X}}]",
    ];

    private static readonly string[] Yaml =
    [
        .. RecordedFile.Read("docs/configuration/switchyard.sample.yaml").Split("\n\n").Where(static part => part.Length < 2_000).Select(static part => part.StartsWith("version", StringComparison.Ordinal) ? part : "version: 1\n" + part),
        "version: 1\nproviders:\n  - &p {name: a, type: openai, keys: [{key: ${X}, label: 'one'}]}\n  - <<: *p\n    name: \"b\\n\"\n",
    ];

    private static readonly string[] Json =
    [
        """{"version":1,"providers":[{"name":"a","type":"openai","baseUrl":"https://a.example","keys":[{"key":"${X}","label":"\u00fc"}],"settings":{"timeouts":{"connect":"3s"}}}]}""",
        "{\n  \"version\": 1,\n  \"routes\": [{\"name\": \"fast\", \"targets\": [{\"provider\": \"a\", \"model\": \"m\"}]}],\n  \"limits\": [], \"server\": {\"drainCeiling\": \"10m\", \"egress\": {\"allow\": [\"10.0.0.0/8\"]}}\n}",
    ];

    [Theory]
    [InlineData(FileFormat.Yaml)]
    [InlineData(FileFormat.Json)]
    public void A_file_is_read_or_every_fault_has_its_place(FileFormat format)
    {
        var name = format == FileFormat.Json ? "f.json" : "f.yaml";
        FuzzRun.Check(
            FuzzPlan.Of(format == FileFormat.Json ? Json : Yaml, Tokens) with { Inputs = 1_500, MaxLength = 3_072, AllowedBytes = 8 << 20, AllowedBytesPerByte = 1_024 },
            (input, _) =>
            {
                var text = Encoding.UTF8.GetString(input);
                var own = ConfigCheck.Text(name, text, static variable => variable == "X" ? Canary : null);
                Check(own, text);
                var foreign = ConfigCheck.Foreign(name, text, format);
                Check(foreign, text);
                Holds.That(foreign.Unknown.All(reference => IsWithin(text, reference.Line, reference.Column)));
                return HashCode.Combine(own.Model is null, Math.Min(own.Faults.Count, 5), foreign.Model is null, Math.Min(foreign.Unknown.Count, 3), own.Faults.Count == 0 ? 0 : own.Faults[0].Detail.Length);
            },
            leastKinds: 10);
    }

    private static void Check(ConfigCheckResult result, string text)
    {
        Holds.That((result.Model is null) == (result.Faults.Count > 0));
        foreach (var fault in result.Faults)
        {
            Holds.That(fault.Detail.Length > 0);
            Holds.That(!fault.Detail.Contains(Canary, StringComparison.Ordinal) && !fault.Path.Contains(Canary, StringComparison.Ordinal), $"The value of a variable is in a fault: {fault}");
            Holds.That(IsWithin(text, fault.Line, fault.Column), $"The place is within the text: {fault}");
        }
    }

    // Lines as YAML counts them, which has more ends of lines than JSON; the end of the text may be the place of a fault.
    private static bool IsWithin(string text, int line, int column)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n').Length;
        return line >= 1 && column >= 1 && line <= lines && column <= text.Split('\n').Max(static each => each.Length) + 1;
    }
}
