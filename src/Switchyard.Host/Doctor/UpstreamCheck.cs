using System.Net;
using System.Net.Sockets;
using Switchyard.Model.Egress;
using Switchyard.Model.Validation;

namespace Switchyard.Host.Doctor;

/// <summary>Whether the host of each provider has an address, may be dialled by the rules of egress, and takes a connection. Nothing is asked of it.</summary>
/// <param name="allow">The allow list of special addresses.</param>
/// <param name="resolve">Finds the addresses of a host; null: as this machine does.</param>
internal sealed class UpstreamCheck(IReadOnlyList<string> allow, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly EgressPolicy _policy = EgressPolicy.Parse(allow, new FaultList());

    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve = resolve ?? Dns.GetHostAddressesAsync;

    public async Task<IReadOnlyList<Finding>> RunAsync(IEnumerable<(string Name, string BaseUrl)> providers, CancellationToken cancellationToken) =>
        await Task.WhenAll(providers.Where(static provider => provider.BaseUrl.Length > 0).Select(provider => LookAsync($"provider {provider.Name}", new Uri(provider.BaseUrl), cancellationToken)));

    private async Task<Finding> LookAsync(string check, Uri url, CancellationToken cancellationToken)
    {
        var host = url.Host.Trim('[', ']');
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            // A node passes over the addresses that it must not dial.
            var addresses = await _resolve(host, patience.Token);
            var allowed = addresses.Where(address => _policy.Refusal(address, host) is null).ToArray();
            if (allowed.Length == 0 && addresses.Length > 0 && _policy.Refusal(addresses[0], host) is { } refused)
            {
                return new Finding(check, FindingState.Failed, refused, "Name the address in --egress-allow, or correct the provider's base URL.");
            }

            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(allowed, url.Port, patience.Token);
            return new Finding(check, FindingState.Ok, $"{host}:{url.Port} takes connections.");
        }
        catch (SocketException failure) when (failure.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain)
        {
            return new Finding(check, FindingState.Failed, $"{host} has no address: {failure.Message}", "Correct the provider's base URL, or the name servers of this machine.");
        }
        catch (SocketException failure)
        {
            return new Finding(check, FindingState.Failed, $"{host}:{url.Port} takes no connection: {failure.Message}", "Is it running, and does a firewall let this machine through?");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Finding(check, FindingState.Failed, $"{host}:{url.Port} did not answer within {Patience.TotalSeconds:0} s.", "Does a firewall let this machine through?");
        }
    }
}
