using Microsoft.AspNetCore.Http;
using Switchyard.Gateway.Failures;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Modules.Chains;

/// <summary>One request on its way through its chain. Whatever a module throws ends here and is judged by <see cref="ModuleFaults"/>.</summary>
internal sealed class ModuleRun(ModuleChain chain, ModuleRequest request, ModuleFaults faults)
{
    /// <summary>The request as modules see it.</summary>
    public ModuleRequest Request => request;

    /// <summary>Why a module refused an event of the stream, or null.</summary>
    public Failure? Refused { get; private set; }

    /// <summary>Whether the modules have heard of its end.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Whether events are looked at.</summary>
    public bool SeesEvents => chain.Streams.Length > 0;

    /// <summary>Lets the modules see the request; the first that does not let it go on has the last word.</summary>
    public async ValueTask<ModuleVerdict> RequestAsync(CancellationToken cancellationToken)
    {
        foreach (var (module, slot) in chain.Requests)
        {
            if (!slot.Fits(request))
            {
                continue;
            }

            try
            {
                var asked = module.OnRequestAsync(request, cancellationToken);

                // Not simply awaited: a module that does not listen to its token must not keep a request whose client has gone, or whose time is over.
                var verdict = asked.IsCompletedSuccessfully ? asked.Result : await asked.AsTask().WaitAsync(cancellationToken);
                if (!verdict.Continues)
                {
                    return verdict;
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw;
            }
            catch (Exception error)
            {
                if (faults.Judge(slot, request, error) is { } failure)
                {
                    return ModuleVerdict.Refuse(failure);
                }
            }
        }

        return ModuleVerdict.Continue;
    }

    /// <summary>An attempt is made with this provider and model.</summary>
    public void Attempt(ProviderConfig provider, string model)
    {
        request.Provider = provider.Name;
        request.ProviderId = provider.Id;
        request.Model = model;
    }

    /// <summary>How a failed attempt is repeated, <paramref name="settings"/> being the provider's own.</summary>
    public FailoverSettings Attempts(FailoverSettings settings)
    {
        foreach (var (module, slot) in chain.Attempts)
        {
            try
            {
                settings = slot.Fits(request) ? module.OnAttempts(settings) : settings;
            }
            catch (Exception error)
            {
                Throw(slot, error);
            }
        }

        return settings;
    }

    /// <summary>Lets the modules edit what goes upstream.</summary>
    /// <exception cref="ModuleFailedException">One failed that must not be left out.</exception>
    public void Upstream(HttpRequestMessage message)
    {
        if (chain.Upstreams.Length == 0)
        {
            return;
        }

        var headers = new UpstreamHeaders(message);
        foreach (var (module, slot) in chain.Upstreams)
        {
            try
            {
                if (slot.Fits(request))
                {
                    module.OnUpstream(request, headers);
                }
            }
            catch (Exception error)
            {
                Throw(slot, error);
            }
        }
    }

    /// <summary>Lets the modules edit what the client gets.</summary>
    /// <exception cref="ModuleFailedException">One failed that must not be left out.</exception>
    public void Response(int status, IHeaderDictionary answer)
    {
        if (chain.Responses.Length == 0)
        {
            return;
        }

        var headers = new ClientHeaders(answer);
        foreach (var (module, slot) in chain.Responses)
        {
            try
            {
                if (slot.Fits(request))
                {
                    module.OnResponse(request, status, headers);
                }
            }
            catch (Exception error)
            {
                Throw(slot, error);
            }
        }
    }

    /// <summary>The answer begins: nothing is sent again, and the body of the request may be given back.</summary>
    public void Answered() => request.Body = default;

    /// <summary>Longest document that a module wants to see, and whether one that it can not see must not pass.</summary>
    public (int Bytes, bool MustSee) Wants()
    {
        var (bytes, mustSee) = (0, false);
        foreach (var (module, slot) in chain.Bodies)
        {
            try
            {
                var wanted = slot.Fits(request) ? module.Wants(request) : 0;
                bytes = Math.Max(bytes, wanted);
                mustSee |= wanted > 0 && module.MustSee;
            }
            catch (Exception error)
            {
                Throw(slot, error);
            }
        }

        return (bytes, mustSee);
    }

    /// <summary>Lets the modules see a document. Null when it may pass.</summary>
    public Failure? Body(ModuleBody body)
    {
        foreach (var (module, slot) in chain.Bodies)
        {
            try
            {
                if (slot.Fits(request) && module.Wants(request) is var wanted and > 0)
                {
                    if (body.Bytes.Length > wanted)
                    {
                        if (module.MustSee)
                        {
                            return Failure.AnswerUnchecked;
                        }

                        continue;
                    }

                    if (module.OnBody(request, body).Failure is { } refusal)
                    {
                        return refusal;
                    }
                }
            }
            catch (Exception error)
            {
                if (faults.Judge(slot, request, error) is { } failure)
                {
                    return failure;
                }
            }
        }

        return null;
    }

    /// <summary>Lets the modules see an event. False when it must not pass; then <see cref="Refused"/> says why.</summary>
    public bool Event(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        foreach (var (module, slot) in chain.Streams)
        {
            try
            {
                if (slot.Fits(request) && module.OnEvent(request, name, data).Failure is { } refusal)
                {
                    Refused = refusal;
                    return false;
                }
            }
            catch (Exception error)
            {
                if (faults.Judge(slot, request, error) is { } failure)
                {
                    Refused = failure;
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Tells the modules how the request ended; the first call counts. Those of another provider than the one that served hear it too: they may hold something.</summary>
    public void End(ModuleEnd end)
    {
        if (HasEnded)
        {
            return;
        }

        HasEnded = true;
        foreach (var (module, slot) in chain.Ends)
        {
            try
            {
                module.OnEnd(request, end);
            }
            catch (Exception error)
            {
                // The client has its answer; there is nothing left to refuse.
                faults.Note(slot, request, error);
            }
        }
    }

    private void Throw(ModuleSlot slot, Exception error)
    {
        if (faults.Judge(slot, request, error) is { } failure)
        {
            throw new ModuleFailedException(failure);
        }
    }
}
