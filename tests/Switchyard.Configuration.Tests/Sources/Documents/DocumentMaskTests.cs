using Switchyard.Configuration.Sources.Documents;
using Switchyard.Configuration.Sources.File;

namespace Switchyard.Configuration.Tests.Sources.Documents;

[Trait("criterion", "CFG-20")]
public sealed class DocumentMaskTests
{
    private const string Canary = "sk-canary-0123456789-abcd";

    /// <summary>Each way to write a scalar; what stands around it must stay.</summary>
    [Theory]
    [InlineData("key: sk-canary-0123456789-abcd # of the team\n", "key: '…abcd' # of the team\n")]
    [InlineData("key: 'sk-canary-0123456789-abcd'\n", "key: '…abcd'\n")]
    [InlineData("key: \"sk-canary-0123456789-abcd\"\n", "key: '…abcd'\n")]
    [InlineData("key: >-\n          sk-canary-0123456789-abcd\n        label: x\n", "key: '…abcd'\n        label: x\n")]
    [InlineData("key: &k sk-canary-0123456789-abcd\n", "key: &k '…abcd'\n")]
    [InlineData("key:\r\n          sk-canary-0123456789-abcd\r\n        label: x\r\n", "key:\r\n          '…abcd'\r\n        label: x\r\n")]
    [InlineData("key: ${KEY}\n", "key: ${KEY}\n")]
    [InlineData("key: ${KEY:-sk-canary-0123456789-abcd}\n", "key: '…bcd}'\n")]
    public void A_secret_in_yaml_is_masked_and_everything_else_stays(string key, string masked)
    {
        const string Head = "# é ü 😀\nversion: 1\nproviders:\n  - name: main\n    type: openai\n    baseUrl: https://a.example\n    keys:\n      - ";

        var shown = DocumentMask.Mask(new DocumentText(Head + key, FileFormat.Yaml)).ShouldNotBeNull();

        shown.Text.ShouldBe(Head + masked);
        shown.Text.ShouldNotContain("canary");
    }

    [Fact]
    public void A_secret_in_json_is_masked_and_everything_else_stays()
    {
        var text = """{"version": 1, "providers": [{"displayName": "é😀", "keys": [{"label": "a", "key": "CANARY"}], "name": "main", "settings": {"secretAccessKey":"CANARY", "sessionToken" : "CANARY"}}]}""".Replace("CANARY", Canary, StringComparison.Ordinal);

        var shown = DocumentMask.Mask(new DocumentText(text, FileFormat.Json)).ShouldNotBeNull();

        shown.Text.ShouldBe(text.Replace(Canary, "…abcd", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("criterion", "BND-25")]
    public void The_value_of_a_credential_is_masked_and_put_back()
    {
        const string Text = "version: 1\nbundles:\n- {name: b, workspace: v, credentials: [{name: T, value: sk-canary-0123456789-abcd}, {name: U, value: '${U}'}]}\n- {name: b, workspace: w, credentials: [{name: T, value: sk-canary-9876543210-abcd}]}\n";
        var former = new DocumentText(Text, FileFormat.Yaml);

        var shown = DocumentMask.Mask(former).ShouldNotBeNull();
        shown.Text.ShouldNotContain("canary");
        shown.Text.ShouldContain("${U}");

        var (back, faults) = DocumentMask.Unmask("doc", shown, former);
        faults.ShouldBeEmpty();
        back.Text.Replace("'", "", StringComparison.Ordinal).ShouldBe(Text.Replace("'", "", StringComparison.Ordinal), "each workspace has its own");
        DocumentMask.Unmask("doc", shown, null).Faults.Select(fault => fault.Path).ShouldBe(["bundles[0].credentials[0].value", "bundles[1].credentials[0].value"]);
    }

    [Fact]
    public void What_can_not_be_read_is_not_shown() => DocumentMask.Mask(new DocumentText($"key: [{Canary}", FileFormat.Yaml)).ShouldBeNull();

    [Theory]
    [InlineData(FileFormat.Yaml)]
    [InlineData(FileFormat.Json)]
    public void What_was_read_and_is_written_again_keeps_every_secret(FileFormat format)
    {
        var text = format == FileFormat.Yaml
            ? "version: 1\nproviders:\n- {name: a, keys: [{key: 'it''s-a-secret-0123456789'}, {key: sk-second-0123456789}]}\n- {name: b, keys: [{key: $$dollars-0123456789-wxyz}]}\n"
            : """{"providers":[{"name":"a","keys":[{"key":"it's-a-secret-0123456789"},{"key":"sk-\"second\"-0123456789"}]}]}""";
        var former = new DocumentText(text, format);

        var (back, faults) = DocumentMask.Unmask("doc", DocumentMask.Mask(former)!, former);

        faults.ShouldBeEmpty();
        Keys(back).ShouldBe(Keys(former));
        DocumentMask.Mask(back)!.Text.ShouldBe(DocumentMask.Mask(former)!.Text);
    }

    [Fact]
    public void A_mask_finds_its_secret_when_keys_and_providers_were_moved_and_in_the_other_format()
    {
        var former = new DocumentText($"providers:\n- {{name: a, keys: [{{key: sk-first-0123456789-aaaa}}, {{key: sk-second-0123456789-bbbb}}]}}\n", FileFormat.Yaml);
        var sent = new DocumentText("""{"providers":[{"name":"new","keys":[]},{"name":"a","keys":[{"key":"…bbbb"},{"key":"…aaaa"}]}]}""", FileFormat.Json);

        var (text, faults) = DocumentMask.Unmask("doc", sent, former);

        faults.ShouldBeEmpty();
        Keys(text).ShouldBe(["sk-second-0123456789-bbbb", "sk-first-0123456789-aaaa"]);
    }

    [Fact]
    public void A_mask_that_stands_for_nothing_or_for_several_secrets_is_a_fault_with_its_place()
    {
        var former = new DocumentText("providers:\n- {name: a, keys: [{key: sk-first-0123456789-aaaa}, {key: sk-other-0123456789-aaaa}]}\n- {name: b, keys: [{key: sk-third-0123456789-cccc}]}\n", FileFormat.Yaml);
        var sent = new DocumentText("providers:\n- {name: a, keys: [{key: x}, {key: y}, {key: …aaaa}]}\n- {name: c, keys: [{key: …cccc}]}\n", FileFormat.Yaml);

        var (_, faults) = DocumentMask.Unmask("doc", sent, former);

        faults.Select(fault => (fault.File, fault.Line, fault.Column, fault.Path)).ShouldBe(
            [("document doc", 2, 46, "providers[0].keys[2].key"), ("document doc", 3, 26, "providers[1].keys[0].key")]);
        DocumentMask.Unmask("doc", sent, null).Faults.Count.ShouldBe(2);
    }

    private static string[] Keys(DocumentText text)
    {
        var (part, _, _) = new FileReader(_ => null).Read("x", text.Text, text.Format);
        return [.. part.Providers.SelectMany(provider => provider.Value!.Keys).Select(key => key.Value!.Reveal())];
    }
}
