"""The ways in which PyTorch can solve a case on a CUDA device."""

import functools
import math

import torch
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.nn.functional import scaled_dot_product_attention as attend

from cuda_cases import BLOCK


def forms(case, q, k, v):
    """Name -> a call without arguments that computes O."""
    found = {}
    plain = not (case.window or case.blocks or case.documents or case.alibi or case.softcap)
    if plain:
        # is_causal aligns to the first key; a single query at the last one sees them all.
        causal = case.causal and not case.is_decode()
        for name, backend in (("flash", SDPBackend.FLASH_ATTENTION), ("cuDNN", SDPBackend.CUDNN_ATTENTION)):
            found[name] = functools.partial(_fused, backend, q, k, v, causal)
        if case.is_decode():
            found["flash, groups as rows"] = functools.partial(_folded, q, k, v)
    found["FlexAttention"] = _flex(case, q, k, v)
    return found


def _fused(backend, q, k, v, causal):
    with sdpa_kernel(backend):
        return attend(q, k, v, is_causal=causal, enable_gqa=q.shape[1] != k.shape[1])


def _folded(q, k, v):
    # The query heads that share a key head, as rows of one head: keys are read once for all of them.
    batch, heads, _, dim = q.shape
    with sdpa_kernel(SDPBackend.FLASH_ATTENTION):
        return attend(q.view(batch, k.shape[1], heads // k.shape[1], dim), k, v).reshape(q.shape)


def _flex(case, q, k, v):
    from torch.nn.attention.flex_attention import create_block_mask, flex_attention

    device, offset = q.device, case.keys - case.queries
    document = case.document_ids(device) if case.documents else None
    kept = case.block_mask(device) if case.blocks else None
    slopes = case.slopes(device) if case.alibi else None

    def mask(_, __, row, key):
        position = row + offset
        seen = key >= 0
        if case.causal:
            seen = seen & (key <= position)
        if case.window:
            seen = seen & (key > position - case.window)
        if case.documents:
            seen = seen & (document[position] == document[key])
        if case.blocks:
            seen = seen & kept[row // BLOCK, key // BLOCK]
        return seen

    def score(logit, _, head, row, key):
        if case.softcap:
            logit = case.softcap * torch.tanh(logit / case.softcap)
        if case.alibi:
            logit = logit - slopes[head] * (row + offset - key)
        return logit

    masked = case.causal or case.window or case.blocks or case.documents
    plan = create_block_mask(mask, None, None, case.queries, case.keys, device=device) if masked else None
    change = score if case.softcap or case.alibi else None
    compiled = torch.compile(flex_attention, dynamic=False)
    return lambda: compiled(q, k, v, score_mod=change, block_mask=plan, enable_gqa=q.shape[1] != k.shape[1])


def expected(case, q, k, v, batch, head, rows):
    """O of some query rows of one head, in float64."""
    key_head = head * case.keyHeads // case.heads
    logits = q[batch, head, rows].double() @ k[batch, key_head].double().T / math.sqrt(case.dim)
    if case.softcap:
        logits = case.softcap * torch.tanh(logits / case.softcap)
    if case.alibi:
        position = rows[:, None] + (case.keys - case.queries)
        logits = logits - case.slopes(q.device)[head].double() * (position - torch.arange(case.keys, device=q.device)[None, :])
    logits = logits.masked_fill(~case.allowed(rows, q.device), -math.inf)
    return torch.softmax(logits, -1) @ v[batch, key_head].double()
