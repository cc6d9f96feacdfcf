using System.Text;

namespace Switchyard.Gateway.Tests.Rigs;

/// <summary>A stream whose first bytes have arrived and which must not end cleanly.</summary>
internal sealed class TornStream : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly Stream _stream;
    private readonly StringBuilder _text = new();
    private readonly byte[] _buffer = new byte[4096];

    private TornStream(HttpResponseMessage response, Stream stream)
    {
        _response = response;
        _stream = stream;
    }

    public HttpResponseMessage Response => _response;

    /// <summary>What came so far.</summary>
    public string Text => _text.ToString();

    public static async Task<TornStream> OpenAsync(GatewayRig rig, string path, string body)
    {
        var response = await rig.SendAsync(path, body);
        var torn = new TornStream(response, await response.Content.ReadAsStreamAsync(GatewayRig.Ending));
        (await torn.ReadAsync()).ShouldBeTrue("the stream must begin");
        return torn;
    }

    /// <summary>Reads on until <paramref name="text"/> has come.</summary>
    public async Task ReadUntilAsync(string text)
    {
        while (!_text.ToString().Contains(text, StringComparison.Ordinal))
        {
            (await ReadAsync()).ShouldBeTrue();
        }
    }

    /// <summary>All of its text, after its connection was cut.</summary>
    public async Task<string> ReadToTearAsync()
    {
        await Should.ThrowAsync<IOException>(async () =>
        {
            while (await ReadAsync())
            {
            }
        });
        return _text.ToString();
    }

    public void Dispose() => _response.Dispose();

    private async Task<bool> ReadAsync()
    {
        var read = await _stream.ReadAsync(_buffer, GatewayRig.Ending);
        _text.Append(Encoding.UTF8.GetString(_buffer, 0, read));
        return read > 0;
    }
}
